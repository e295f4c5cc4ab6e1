// `npm run build:client`: the client as the package that others install, in dist/client.
import { relative } from "node:path";
import { buildClient } from "./build/client.ts";
import { runProgram } from "./process/program.ts";
import { root } from "./process/root.ts";
import { say } from "./process/say.ts";

await runProgram(async () => {
  const folder = await buildClient();
  say(`${relative(root, folder)}/`);
  return 0;
});
