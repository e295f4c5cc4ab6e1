import { fromString, typeidUnboxed } from "typeid-js";
import { z } from "zod";

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
  | "aud";

export function newId(prefix: IdPrefix): string {
  return typeidUnboxed(prefix);
}

export function isId(prefix: IdPrefix, value: unknown): value is string {
  if (typeof value !== "string") return false;
  try {
    fromString(value, prefix);
    return true;
  } catch {
    return false;
  }
}

/** A schema for ids of one kind. In a path it makes a malformed id a 404, elsewhere a 422. */
export function idSchema(prefix: IdPrefix) {
  return z
    .string()
    .refine((value) => isId(prefix, value), `must be an id like ${prefix}_…`)
    .meta({ pattern: `^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$` });
}
