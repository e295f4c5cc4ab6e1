import { randomBytes } from "node:crypto";

let prefix: string | undefined;
let count = 0;

/** A name for one request: of this isolate at random, and a number. Cheaper than an id that sorts by time. */
export function newRequestId(): string {
  // Not at the top level, where an isolate has no randomness yet.
  prefix ??= `req_${randomBytes(12).toString("hex")}`;
  count += 1;
  return `${prefix}${count.toString(36).padStart(6, "0")}`;
}
