import type { Context } from "hono";
import { contentDisposition } from "../../platform/http/content-disposition.ts";
import { isFresh } from "../../platform/http/etag.ts";
import { Problem } from "../../platform/http/problem.ts";
import { type ByteRange, contentRange, readRange } from "../../platform/http/range.ts";
import type { AttachmentsDeps } from "./deps.ts";
import { type AttachmentRow, keyOf } from "./file.ts";

/** What a browser may show in its place: it runs nothing of any of these. */
const shown = /^(?:image|audio|video)\//;

/**
 * Answers with a file's bytes, or the range of them that was asked for, as they come from the store.
 *
 * @throws Problem `RANGE_NOT_SATISFIABLE`, or `NOT_FOUND` when its object is gone.
 */
export async function serveAttachment(c: Context, deps: AttachmentsDeps, row: AttachmentRow): Promise<Response> {
  // The bytes under an id never change.
  const etag = `"${row.id}"`;
  if (isFresh(c.req.header("if-none-match"), etag)) return new Response(null, { status: 304, headers: { etag } });
  const range = rangeOf(c, row, etag);
  const headers = { ...headersOf(row), etag, ...(range && { "content-range": contentRange(range, row.size) }) };
  const status = range ? 206 : 200;
  if (c.req.method === "HEAD") return new Response(null, { status, headers });
  const object = await deps.files.get(keyOf(row.id), range && { range });
  if (!object) {
    deps.log.error("a file has no object", undefined, { attachmentId: row.id });
    throw new Problem("NOT_FOUND");
  }
  return new Response(object.body, { status, headers });
}

function rangeOf(c: Context, { size }: AttachmentRow, etag: string): ByteRange | undefined {
  // Who has a part of something else gets the whole (RFC 9110 §13.1.5).
  const isSame = (c.req.header("if-range") ?? etag) === etag;
  const range = isSame ? readRange(c.req.header("range"), size) : undefined;
  if (range !== "unsatisfiable") return range;
  throw new Problem("RANGE_NOT_SATISFIABLE", undefined, { headers: { "content-range": `bytes */${size}` } });
}

function headersOf({ name, type }: AttachmentRow): Record<string, string> {
  return {
    "content-type": type === "text/plain" ? "text/plain; charset=utf-8" : type,
    "content-disposition": contentDisposition(shown.test(type) ? "inline" : "attachment", name),
    // Opened by itself it is in an origin of its own, where nothing runs.
    "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "accept-ranges": "bytes",
  };
}
