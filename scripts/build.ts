// `npm run build`: the Worker and the console, as `npm start` serves them.
import { relative } from "node:path";
import { buildConsole } from "./build/console.ts";
import { buildWorker } from "./build/worker.ts";
import { runProgram } from "./process/program.ts";
import { root } from "./process/root.ts";
import { say } from "./process/say.ts";

await runProgram(async () => {
  const [worker, consoleFolder] = await Promise.all([buildWorker(), buildConsole()]);
  for (const { path } of worker.modules) say(relative(root, path));
  say(`${relative(root, consoleFolder)}/`);
  return 0;
});
