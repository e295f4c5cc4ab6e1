import { Problem } from "../http/problem.ts";
import { decodeBase64Url, encodeBase64Url } from "../crypto/base64url.ts";
import type { Page } from "../http/contract.ts";

type Key = string | number;

/**
 * Cuts a page out of rows that were read with one more than asked for, and says where the next begins.
 *
 * @param keyOf the columns that the list is ordered by, the last of them unique.
 */
export function toPage<Row>(rows: Row[], limit: number, keyOf: (row: Row) => Key[]): Page<Row> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null;
  return { items: page, nextCursor };
}

/** The cursor that stands for a place in a list that {@link toPage} does not cut. */
export function encodeCursor(key: Key[]): string {
  return encodeBase64Url(new TextEncoder().encode(JSON.stringify(key)));
}

/**
 * The key that a cursor stands for: as many columns, of the same types, as the example has.
 *
 * @throws Problem `VALIDATION_FAILED` for what this list never gave out.
 */
export function decodeCursor<K extends Key[]>(cursor: string | undefined, example: K): K | undefined {
  if (cursor === undefined) return undefined;
  const key = parse(cursor);
  const fits =
    Array.isArray(key) && key.length === example.length && key.every((part, at) => typeof part === typeof example[at]);
  if (!fits)
    throw new Problem("VALIDATION_FAILED", undefined, {
      errors: [{ path: "cursor", message: "is no cursor of this list" }],
    });
  // The check above is what the type says.
  return key as K;
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(decodeBase64Url(cursor)));
  } catch {
    return undefined;
  }
}
