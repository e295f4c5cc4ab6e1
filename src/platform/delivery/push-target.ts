import { z } from "zod";

/** By `atob` and not by what Node.js has: a contract names this, and the client takes its types from contracts. */
const bytesOf = (length: number, first?: number) => (text: string) => {
  const digits = text
    .replace(/={1,2}$/, "")
    .replaceAll("-", "+")
    .replaceAll("_", "/");
  if (!/^[A-Za-z0-9+/]*$/.test(digits) || digits.length % 4 === 1) return false;
  const bytes = atob(digits);
  return bytes.length === length && (first === undefined || bytes.codePointAt(0) === first);
};

/** Where and for whom a push is encrypted: what a browser's PushSubscription says of itself (RFC 8291 §2). */
export const PushTarget = z.object({
  endpoint: z.url({ protocol: /^https?$/ }).max(1_024),
  keys: z.object({
    /** An uncompressed point of P-256, in base64url. */
    p256dh: z.string().max(100).refine(bytesOf(65, 4), "must be a public key of P-256"),
    auth: z.string().max(30).refine(bytesOf(16), "must be 16 bytes"),
  }),
});
export type PushTarget = z.infer<typeof PushTarget>;
