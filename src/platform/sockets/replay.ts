import { type Line, lineOf } from "./frames.ts";

/** Past so much a client is better off reading the list. */
const maxEvents = 1_000;
const maxCharacters = 4 * 1024 * 1024;

/** The events that a client missed, or that they are too many, or gone, and it has to start over. */
export type Replay = Line[] | "reset";

/**
 * Reads what happened after a place in a stream, as far as that is a reasonable amount.
 *
 * @param after the last event that the client saw; null when it wants none.
 * @param read the events after a place, in order; no more of them is read than is told.
 */
export function replayAfter(after: number | null, last: number, read: (after: number) => Iterable<Line>): Replay {
  if (after === null) return [];
  if (after > last || last - after > maxEvents) return "reset";
  const lines: Line[] = [];
  let size = 0;
  for (const line of read(after)) {
    size += line.text.length;
    if (size > maxCharacters) return "reset";
    lines.push(line);
  }
  // Events have no gaps: one that is not there was pruned.
  return lines.length === last - after ? lines : "reset";
}

/** The first lines of a socket: the greeting, then what was missed. */
export function welcome(ready: { seq: number }, after: number | null, replay: Replay): Line[] {
  // The greeting is counted where the client is: what it missed is still to come.
  const greeting = { text: JSON.stringify({ type: "ready", ...ready }), seq: after ?? ready.seq };
  return [greeting, ...(replay === "reset" ? [lineOf({ type: "reset", seq: ready.seq })] : replay)];
}
