export type ErrorFrame = { type: "error"; id: string | null; code: string; message: string };

/** What a client may send at once. */
export const maxFrameBytes = 64 * 1024;
/** A frame to a client is cut here, so that no single one is a burden. */
const maxOutgoingCharacters = 256 * 1024;

/** What is sent as text, and for durable events the place in the stream that it reaches. */
export type Line = { text: string; seq?: number | undefined };

export function lineOf(frame: { type: string; seq?: number }): Line {
  return { text: JSON.stringify(frame), seq: frame.seq };
}

/** Joins lines into frames under the bound. A line that is longer alone is a frame of its own. */
export function packLines(lines: Line[]): Line[] {
  const frames: Line[] = [];
  let frame: Line | undefined;
  for (const line of lines) {
    if (frame && frame.text.length + line.text.length < maxOutgoingCharacters) {
      frame.text += `\n${line.text}`;
      frame.seq = line.seq ?? frame.seq;
    } else {
      frame = { ...line };
      frames.push(frame);
    }
  }
  return frames;
}

/** The answer to what cannot be done, under the command's id where one can be read. */
export function errorFrame(command: unknown, code: string, message: string): ErrorFrame {
  const id = typeof command === "object" && command !== null && "id" in command ? command.id : null;
  return { type: "error", id: typeof id === "string" && id.length > 0 && id.length <= 64 ? id : null, code, message };
}

/** One line of a frame: a JSON object, or nothing. */
export function parseJson(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The size of a frame in UTF-8, exact where it matters. */
export function byteLength(data: string | ArrayBuffer): number {
  if (typeof data !== "string") return data.byteLength;
  // A UTF-16 unit is at most three bytes of UTF-8: short text needs no counting.
  return data.length * 3 <= maxFrameBytes ? data.length : new TextEncoder().encode(data).byteLength;
}
