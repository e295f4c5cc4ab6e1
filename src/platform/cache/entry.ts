/** What its maker knew of the tags when it began to load: invalidations up to this one are in it. */
export type Stamp = {
  /** The latest invalidation that D1 told of. */
  version: number;
  /** The latest that happened in this isolate itself. */
  turn: number;
};

/** What is kept under a key. */
export type Entry = {
  /** Frozen, and as JSON gives it back. */
  value: unknown;
  tags: string[];
  stamp: Stamp;
  expiresAt: number;
  /** What it takes in memory, about. */
  bytes: number;
};

/** What an entry takes beside its text: the objects around it and its place in the list. */
const overheadBytes = 256;
/** A page of a hundred rows may name as many people. */
const maxTags = 150;

/**
 * Makes the entry that a value is kept as.
 *
 * The value goes through JSON whether or not it is ever written down, so that it is the same from memory
 * as from the Cache API; and it is frozen, so that nobody changes what others are given.
 */
export function newEntry(value: unknown, tags: string[], stamp: Stamp, expiresAt: number): Entry {
  if (tags.length > maxTags) throw new RangeError(`an entry has ${maxTags} tags at most`);
  const text = JSON.stringify(value);
  return { value: freeze(JSON.parse(text)), tags, stamp, expiresAt, bytes: text.length * 2 + overheadBytes };
}

function freeze(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  for (const part of Object.values(value)) freeze(part);
  return Object.freeze(value);
}
