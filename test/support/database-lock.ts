import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync } from "node:fs";
import { join } from "node:path";

/** Holds the write lock of a server's database for so long, as another program could. */
export async function lockDatabase(stateDir: string, seconds: number): Promise<void> {
  const file = globSync(join(stateDir, "v3", "d1", "**", "*.sqlite")).find((path) => !path.includes("metadata"));
  if (file === undefined) throw new Error(`no database in ${stateDir}`);
  const program = spawn("sqlite3", [file], { stdio: ["pipe", "ignore", "ignore"] });
  program.stdin.end(`.timeout 5000\nBEGIN IMMEDIATE;\n.shell sleep ${seconds}\nROLLBACK;\n`);
  await once(program, "close");
}
