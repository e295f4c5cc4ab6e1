import { createHash } from "node:crypto";
import type { Context } from "hono";
import { hardenedJson } from "./envelope.ts";

/** What was rendered of a resource: one that is remembered for some seconds is asked for again and again. */
const rendered = new WeakMap<object, { body: string; etag: string }>();

/**
 * Answers with one resource under a strong ETag, or with a 304 when the caller has it already
 * (RFC 9110 §13.1.2). The object must not change afterwards.
 */
export function respondWithEtag(c: Context, resource: object): Response {
  const { body, etag } = rendered.get(resource) ?? render(resource);
  const isKnown = isFresh(c.req.header("if-none-match"), etag);
  return isKnown ? hardenedJson(c, null, 304, etag) : hardenedJson(c, body, 200, etag);
}

function render(resource: object): { body: string; etag: string } {
  const body = JSON.stringify(resource);
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  rendered.set(resource, { body, etag });
  return { body, etag };
}

/** `If-None-Match` compares weakly: `W/` before a tag does not matter. */
export function isFresh(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.trim() === "*" || ifNoneMatch.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}
