// `npm test`: the checks, then every test. `npm test -- test/features/chat` runs only the tests named.
import process from "node:process";
import { runProgram } from "./process/program.ts";
import { say } from "./process/say.ts";
import { add, runChecks } from "./test/checks.ts";
import { ensurePrograms } from "./test/programs.ts";
import { runTests } from "./test/tests.ts";

await runProgram(async () => {
  const chosen = process.argv.slice(2);
  const checked = chosen.length === 0 ? await runChecks() : { passed: 0, failed: 0 };
  const { passed, failed } = add(checked, await runTests(chosen, await ensurePrograms()));
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
