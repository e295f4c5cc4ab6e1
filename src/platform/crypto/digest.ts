import { createHash, timingSafeEqual } from "node:crypto";

/**
 * The digest under which a secret of full entropy is stored: SHA-256 in base64url.
 *
 * Synchronous on purpose: a Durable Object must not let other events in between reading a digest and
 * deciding on it. Low-entropy secrets (codes, passwords) need a key or a slow hash instead.
 */
export function digest(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}

/** Whether two digests are equal, in time that does not depend on where they differ. */
export function digestsEqual(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
