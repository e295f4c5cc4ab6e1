import process from "node:process";

/** Prints a line for whoever runs the script. */
export function say(line = ""): void {
  process.stdout.write(`${line}\n`);
}

/** How long ago `since` (of `performance.now()`) was, as `1.2 s`. */
export function secondsSince(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
