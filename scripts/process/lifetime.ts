import process from "node:process";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const cleanUps: (() => unknown)[] = [];
let stopping = false;
let exitCodeWhenAsked = 0;
const end = () => void stop(exitCodeWhenAsked);

/** Adds something to undo when this process is asked to end; the last added is undone first. */
export function onStop(cleanUp: () => unknown): void {
  cleanUps.push(cleanUp);
}

/**
 * Ends this process in good order when asked to: by a signal, by a closed terminal, or because `run.mjs` is gone,
 * which the closing of its IPC channel tells even after a SIGKILL.
 *
 * @param exitCode what a program that was asked to end answers: 0 where running until then is its purpose.
 */
export function endWhenAsked(exitCode: number): void {
  exitCodeWhenAsked = exitCode;
  handleSignals();
  // A terminal or pipe that went away must not end us by an exception halfway.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", end);
  if (!process.channel) return;
  process.on("disconnect", end);
  // Waiting for the end must not keep alive a program that has done its work.
  process.channel.unref();
}

/** Has signals handled here alone: libraries that listen too would exit before everything is undone. */
export function handleSignals(): void {
  for (const signal of signals) process.removeAllListeners(signal).on(signal, end);
}

/** Undoes what was begun and exits; once it has begun, further calls change nothing. */
export async function stop(exitCode: number): Promise<never> {
  if (!stopping) {
    stopping = true;
    // What hangs while being undone is given up: the operating system takes back the rest.
    setTimeout(() => process.exit(exitCode), 5000).unref();
    for (const cleanUp of cleanUps.toReversed()) await cleanUp();
    process.exit(exitCode);
  }
  return new Promise<never>(() => {});
}
