import { z } from "zod";

const valuePattern = "[0-7][0-9a-hjkmnp-tv-z]{25}";

/**
 * Every kind of thing that has an id, by its prefix.
 *
 * Ids are TypeIDs (https://github.com/jetify-com/typeid): the prefix, `_`, and a UUIDv7 in base32, so
 * they say what they name and sort by creation time.
 */
export type IdPrefix =
  | "user"
  | "sess"
  | "dev"
  | "conv"
  | "msg"
  | "ntf"
  | "evt"
  | "job"
  | "req"
  | "sock"
  | "reg"
  | "key"
  | "pkey"
  | "chal"
  | "aud"
  | "file"
  | "rep"
  | "push"
  | "pay"
  | "post"
  | "cmt"
  | "space"
  | "inv"
  | "plan"
  | "app"
  | "jobad"
  | "japp"
  | "supp";

const valueLength = 26;

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const randomWords = new Uint32Array(256);
let nextWord = randomWords.length;
let lastMs = 0;
let counter = 0;

/**
 * A new id. Those of one isolate sort in the order in which they were made, also within a millisecond
 * (RFC 9562 §6.2, method 1).
 *
 * Made here and not by the library, which takes 6 µs for it where a room has 40 for a whole message.
 */
export function newId(prefix: IdPrefix): string {
  count();
  const time = digits(Math.floor(lastMs / 2 ** 25), 5) + digits(lastMs % 2 ** 25, 5);
  const [first, second, third] = [randomWord(), randomWord(), randomWord()];
  // The version and the counter, the variant and two bits of chance, then sixty more.
  const middle = digits((0x7000 | counter) * 16 + (8 | (first >>> 30)), 4) + digits(first & 0xfffff, 4);
  return `${prefix}_${time}${middle}${digits(second & 0xfffff, 4)}${digits(third & 0xfffff, 4)}`;
}

/** What all ids that are made from this moment on sort behind, and all made before it in front of. */
export function firstIdAt(prefix: IdPrefix, moment: number): string {
  const ms = Math.max(0, moment);
  return `${prefix}_${digits(Math.floor(ms / 2 ** 25), 5)}${digits(ms % 2 ** 25, 5)}${"0".repeat(16)}`;
}

/** A later millisecond, or a higher count in the same one. */
function count(): void {
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    counter = randomWord() & 0x7ff;
  } else if (counter === 0xfff) {
    lastMs += 1;
    counter = 0;
  } else {
    counter += 1;
  }
}

/** The lowest bits of a number in base32, five to each digit. */
function digits(value: number, length: number): string {
  let text = "";
  for (let shift = 5 * (length - 1); shift >= 0; shift -= 5) text += alphabet[(value >>> shift) & 31];
  return text;
}

function randomWord(): number {
  if (nextWord === randomWords.length) {
    crypto.getRandomValues(randomWords);
    nextWord = 0;
  }
  nextWord += 1;
  return randomWords[nextWord - 1] ?? 0;
}

export function isId(prefix: IdPrefix, value: unknown): value is string {
  return typeof value === "string" && patternOf(prefix).test(value);
}

/** Whether a text is built as ids are, found without reading it. */
export function mayBeId(text: string): boolean {
  return text.charAt(text.length - valueLength - 1) === "_";
}

const patterns = new Map<IdPrefix, RegExp>();

function patternOf(prefix: IdPrefix): RegExp {
  const known = patterns.get(prefix);
  if (known) return known;
  const pattern = new RegExp(`^${prefix}_${valuePattern}$`);
  patterns.set(prefix, pattern);
  return pattern;
}

/** A schema for ids of one kind. In a path it makes a malformed id a 404, elsewhere a 422. */
export function idSchema(prefix: IdPrefix) {
  return z.string().regex(patternOf(prefix), `must be an id like ${prefix}_…`);
}
