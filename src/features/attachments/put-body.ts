import { Problem } from "../../platform/http/problem.ts";
import type { FileStore } from "./deps.ts";
import { concatenate, type MeasuredBody } from "./measured-body.ts";

/** The least that R2 takes as a part, but for the last one; so much of a body of unknown length is held at once. */
const partBytes = 5 * 1024 * 1024;

type Target = {
  key: string;
  type: string;
  /** Told before the first part is stored: what has parts has to be ended by somebody. */
  onMultipart: (uploadId: string) => Promise<void>;
};

/**
 * Stores a body as an object: all of it or nothing. One whose length is known streams through.
 *
 * @param length what the sender says; null where they do not, as with `Transfer-Encoding: chunked`.
 * @throws Problem `BODY_INCOMPLETE` for a body of another length, and what reading it throws.
 */
export async function putBody(
  files: FileStore,
  { key, type, onMultipart }: Target,
  body: MeasuredBody,
  length: number | null,
): Promise<void> {
  const options = { httpMetadata: { contentType: type } };
  if (length !== null) return putKnown(body, length, (stream) => files.put(key, stream, options));
  const first = await readPart(body);
  // The end, so its length is known after all.
  if (first.length < partBytes) {
    await files.put(key, first, options);
    return;
  }
  const upload = await files.createMultipartUpload(key, options);
  await putParts(upload, { first, rest: body, onMultipart });
}

async function putKnown(
  body: MeasuredBody,
  length: number,
  put: (stream: ReadableStream) => Promise<unknown>,
): Promise<void> {
  const { readable, writable } = new FixedLengthStream(length);
  const writer = writable.getWriter();
  const stored = put(readable);
  // A store that has failed reads no further: what is being written would wait for ever.
  const failed = stored.then(
    () => undefined,
    async (error: unknown) => writer.abort(error).catch(() => undefined),
  );
  const [pumped] = await Promise.allSettled([pump(body, length, writer), failed]);
  // Why the sender's side failed says more than that the stream broke off.
  if (pumped.status === "rejected" && pumped.reason instanceof Problem) throw pumped.reason;
  await stored;
}

async function pump(body: MeasuredBody, length: number, writer: WritableStreamDefaultWriter): Promise<void> {
  try {
    for (let chunk = await body.next(); chunk; chunk = await body.next()) {
      if (body.size > length) throw new Problem("BODY_INCOMPLETE");
      await writer.write(chunk);
    }
    if (body.size < length) throw new Problem("BODY_INCOMPLETE");
    await writer.close();
  } catch (error) {
    // Nothing is stored of a stream that breaks off. The writer may have failed first.
    await writer.abort(error).catch(() => undefined);
    throw error;
  }
}

async function putParts(
  upload: R2MultipartUpload,
  { first, rest, onMultipart }: { first: Uint8Array; rest: MeasuredBody } & Pick<Target, "onMultipart">,
): Promise<void> {
  try {
    await onMultipart(upload.uploadId);
    const parts: R2UploadedPart[] = [];
    for (let part = first; part.length > 0; part = await readPart(rest)) {
      parts.push(await upload.uploadPart(parts.length + 1, part));
    }
    await upload.complete(parts);
  } catch (error) {
    await upload.abort().catch(() => undefined);
    throw error;
  }
}

/** Exactly one part's worth, or what is left: R2 wants all parts but the last to be of one size. */
async function readPart(body: MeasuredBody): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let missing = partBytes;
  while (missing > 0) {
    const chunk = await body.next();
    if (!chunk) break;
    chunks.push(chunk.subarray(0, missing));
    if (chunk.length > missing) body.putBack(chunk.subarray(missing));
    missing -= Math.min(missing, chunk.length);
  }
  return concatenate(chunks);
}
