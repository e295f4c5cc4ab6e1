import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { Refusal } from "../process/refusal.ts";

/** Where the runtime of a state directory leaves its process id. */
export const runtimePidFile = (stateDir: string): string => join(stateDir, "workerd.pid");

/**
 * Makes sure that the runtime of an earlier launcher is gone, which dies with it but not at the same instant.
 * Called by the holder of the lock, to whom a runtime that is still there belongs.
 */
export async function endOrphan(stateDir: string): Promise<void> {
  const file = runtimePidFile(stateDir);
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, "utf8"));
  for (let waitedMs = 0; isRuntime(pid); waitedMs += 50) {
    if (waitedMs === 1000) process.kill(pid, "SIGKILL");
    if (waitedMs > 5000) {
      throw new Refusal(`The runtime of an earlier start (process ${pid}) does not end. Stop it first.`);
    }
    await sleep(50);
  }
}

/** The id may have gone to another program since. */
function isRuntime(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.includes("workerd");
}
