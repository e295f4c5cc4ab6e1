import { createHash } from "node:crypto";
import { fromUUIDBytes } from "typeid-js";
import type { IdPrefix } from "./typeid.ts";

/**
 * The one id of what is configured and not made: the same for the same name. Its time is 1970, so nothing
 * that was made ever has it.
 */
export function idNamed(prefix: IdPrefix, name: string): string {
  const bytes = new Uint8Array(16);
  bytes.set(createHash("sha256").update(`${prefix}:${name}`).digest().subarray(0, 10), 6);
  // The version and the variant of a UUIDv7 (RFC 9562 §5.7).
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return fromUUIDBytes(prefix, bytes);
}
