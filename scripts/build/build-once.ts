import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { root } from "../process/root.ts";

export type Build = {
  /** The folder under `dist` that it fills. */
  name: string;
  /** Globs of everything that the result depends on. */
  inputs: string[];
  /** Fills the given empty folder. */
  run: (folder: string) => Promise<void>;
};

/**
 * Brings `dist/<name>` up to date: builds only when an input has changed since, into a folder of its own that takes the
 * place of the old one when complete, so that a build that was cut off leaves nothing half made.
 *
 * @returns the folder's path.
 */
export async function buildOnce({ name, inputs, run }: Build): Promise<string> {
  const folder = join(root, "dist", name);
  const stamp = `${folder}.fingerprint`;
  const fingerprint = fingerprintOf(inputs);
  if (existsSync(folder) && existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint) return folder;

  const fresh = join(root, "dist", `.${name}-${process.pid}`);
  mkdirSync(fresh, { recursive: true });
  try {
    await run(fresh);
    replaceFolder(fresh, folder);
    writeFileSync(stamp, fingerprint);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

/** A digest of the names and contents of all files that the globs match. */
function fingerprintOf(globs: string[]): string {
  const hash = createHash("sha256");
  for (const path of globSync(globs, { cwd: root }).toSorted()) {
    if (statSync(join(root, path)).isDirectory()) continue;
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update("\0");
  }
  return hash.digest("hex");
}

function replaceFolder(fresh: string, folder: string): void {
  const old = `${fresh}-old`;
  if (existsSync(folder)) renameSync(folder, old);
  try {
    renameSync(fresh, folder);
  } catch (error) {
    // Another process has just built the same from the same inputs: its result is as good.
    if (!existsSync(folder)) throw error;
  }
  rmSync(old, { recursive: true, force: true });
}
