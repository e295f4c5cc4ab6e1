import process from "node:process";

let waiting: string[] = [];

/**
 * Passes on what the Worker logs, line by line as it wrote it. The lines of one turn are written together,
 * because under load a write for each would cost more than the requests they tell of.
 */
export function printLog({ message }: { message: string }): void {
  if (waiting.push(message) === 1) setImmediate(writeWaiting);
}

function writeWaiting(): void {
  process.stdout.write(`${waiting.join("\n")}\n`);
  waiting = [];
}
