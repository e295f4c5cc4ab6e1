import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");

/** Builds the client as it is published. @returns its folder. */
export async function buildPackage(): Promise<string> {
  const { exitCode, output } = await run(process.execPath, ["scripts/run.mjs", "scripts/build-client.ts"], root);
  if (exitCode !== 0) throw new Error(`the client does not build:\n${output}`);
  return join(root, "dist", "client");
}

/** A new project that has the package installed, and nothing else but these files. @returns its folder. */
export function newProject(client: string, files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "atrium-project-"));
  mkdirSync(join(folder, "node_modules", "@atrium"), { recursive: true });
  symlinkSync(client, join(folder, "node_modules", "@atrium", "client"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "a-project", private: true, type: "module" }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** Runs a program to its end, or for half a minute. */
export async function run(
  command: string,
  args: string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<{ exitCode: number; output: string }> {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, timeout: 60_000 });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  const [exitCode] = await once(child, "close");
  return { exitCode: typeof exitCode === "number" ? exitCode : 1, output };
}

/** A program of the project's dependencies. */
export function tool(name: string): string {
  return join(root, "node_modules", ".bin", name);
}
