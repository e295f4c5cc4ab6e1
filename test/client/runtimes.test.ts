import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";
import { buildPackage, newProject, run, tool } from "./package.ts";

const smoke = readFileSync(join(import.meta.dirname, "smoke.mjs"), "utf8");

let client: string;
let server: Server;

beforeAll(async () => {
  [client, server] = await Promise.all([buildPackage(), startServer()]);
}, 120_000);

afterAll(() => server.stop());

test.for([
  ["Node.js", process.execPath, ["smoke.mjs"]],
  ["Bun", tool("bun"), ["run", "smoke.mjs"]],
  ["Deno", tool("deno"), ["run", "--allow-net", "--allow-env", "--node-modules-dir=manual", "smoke.mjs"]],
] as const)("talks, loses its connection and recovers in %s", async ([, command, args]) => {
  const folder = newProject(client, { "smoke.mjs": smoke });

  const { output, exitCode } = await run(command, [...args], folder, { ATRIUM_URL: server.url });

  expect(output).toBe(
    `${JSON.stringify({ errors: [null, null, null], seen: ["first", "answer", "missed"], recovered: [true], waiting: 0 })}\n`,
  );
  expect(exitCode).toBe(0);
});

test("the first documented program does what is said of it", async () => {
  const page = readFileSync(join(client, "README.md"), "utf8");
  const [, program = ""] = /^```ts\n(.*?)^```$/ms.exec(page) ?? [];
  const folder = newProject(client, { "program.ts": program.replace("http://localhost:8787", server.url) });

  const { output } = await run(process.execPath, ["program.ts"], folder);

  expect(output).toBe("Ada Lovelace: Hello from a program\n");
});
