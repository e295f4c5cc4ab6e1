import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import process from "node:process";
import { DatabaseSync } from "node:sqlite";
import { Refusal } from "../process/refusal.ts";
import { root } from "../process/root.ts";
import type { Place } from "./settings.ts";

/** How long a launcher that is just ending may take to let go. */
const patienceMs = 1500;

/** Open as long as the process lives: what collects garbage must not collect the lock. */
let held: DatabaseSync | undefined;

/**
 * Claims the state directory for this process: two runtimes over the same files would ruin them. The lock is the
 * operating system's own, through SQLite, so it is gone with the process however that ends.
 *
 * @throws Refusal naming the Atrium that has it.
 */
export function lockState({ port, stateDir }: Place): void {
  const owner = join(stateDir, "running");
  held = new DatabaseSync(join(stateDir, "lock"), { timeout: patienceMs });
  try {
    held.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    if (!(error instanceof Error && error.message.includes("database is locked"))) throw error;
    const who = existsSync(owner) ? ` (${readFileSync(owner, "utf8").trim()})` : "";
    throw new Refusal(
      `Atrium is already running on ${relative(root, stateDir) || stateDir}${who}.\nStop it first, or use another directory: STATE_DIR=.atrium-2 PORT=${port + 1} npm start`,
    );
  }
  writeFileSync(owner, `http://localhost:${port}, process ${process.pid}\n`);
}
