import { createHash } from "node:crypto";
import type { Context } from "hono";

/**
 * Answers with one resource under a strong ETag, or with a 304 when the caller has it already
 * (RFC 9110 §13.1.2).
 */
export function respondWithEtag(c: Context, resource: object): Response {
  const body = JSON.stringify(resource);
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  if (isFresh(c.req.header("if-none-match"), etag)) return c.body(null, 304, { etag });
  return c.body(body, 200, { "content-type": "application/json", etag });
}

/** `If-None-Match` compares weakly: `W/` before a tag does not matter. */
function isFresh(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.trim() === "*" || ifNoneMatch.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}
