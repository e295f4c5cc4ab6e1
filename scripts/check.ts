// `npm run check`: everything but the tests.
import { runProgram } from "./process/program.ts";
import { say } from "./process/say.ts";
import { runChecks } from "./test/checks.ts";

await runProgram(async () => {
  const { passed, failed } = await runChecks();
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
