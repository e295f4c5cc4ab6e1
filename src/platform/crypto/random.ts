import { encodeBase64Url } from "./base64url.ts";

/** A bearer secret: 256 random bits as 43 characters of base64url. */
export function newSecret(): string {
  return encodeBase64Url(crypto.getRandomValues(new Uint8Array(32)));
}

/** A code for people to type: six digits, each of the million equally likely. */
export function newCode(): string {
  const draw = new Uint32Array(1);
  // Beyond the last whole million, numbers would favour the low codes.
  const bound = 4_294_000_000;
  do crypto.getRandomValues(draw);
  while ((draw[0] ?? bound) >= bound);
  return String((draw[0] ?? 0) % 1_000_000).padStart(6, "0");
}
