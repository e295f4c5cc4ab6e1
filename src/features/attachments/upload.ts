import { and, eq } from "drizzle-orm";
import { newId } from "../../platform/ids/typeid.ts";
import { Problem } from "../../platform/http/problem.ts";
import { type Attachment, maxAttachmentBytes } from "./contract.ts";
import type { AttachmentsDeps } from "./deps.ts";
import { fileNameOf } from "./file-name.ts";
import { findType, sampleBytes } from "./file-type.ts";
import { keyOf, render } from "./file.ts";
import { MeasuredBody } from "./measured-body.ts";
import { putBody } from "./put-body.ts";
import { attachments } from "./schema.ts";

/** Far below the time after which what is unfinished is removed: no upload can end after that. */
const maxUploadMs = 3600 * 1000;

export type Upload = {
  ownerId: string;
  name: string | undefined;
  /** What the sender says of it; the content decides. */
  declaredType: string;
  length: number | null;
  body: ReadableStream<Uint8Array> | null;
};

/**
 * Stores an uploaded file. Only its owner can fetch it until it is claimed for an audience.
 *
 * The row is there before the object, and says `complete` only after it: what a crash cuts off
 * {@link pruneAttachments} finds.
 *
 * @throws Problem `VALIDATION_FAILED` without content, `UNSUPPORTED_MEDIA_TYPE` by its content, `BODY_TOO_LARGE`,
 * `BODY_INCOMPLETE`, or `UNAVAILABLE` when the store takes nothing.
 */
export async function uploadAttachment(deps: AttachmentsDeps, upload: Upload): Promise<Attachment> {
  const now = deps.now();
  if (!upload.body || upload.length === 0) throw nothingSent();
  const limits = { maxBytes: maxAttachmentBytes, deadline: now + maxUploadMs, now: () => deps.now() };
  const body = new MeasuredBody(upload.body, limits);
  const type = await requireType(body, upload.declaredType);
  const id = newId("file");
  await deps.db.insert(attachments).values({
    id,
    ownerId: upload.ownerId,
    name: fileNameOf(upload.name, type),
    type,
    size: upload.length ?? 0,
    state: "uploading",
    createdAt: now,
    unclaimedSince: now,
  });
  await store(deps, { id, type }, body, upload.length);
  const isOurs = and(eq(attachments.id, id), eq(attachments.state, "uploading"));
  const [row] = await deps.db
    .update(attachments)
    .set({ state: "complete", size: body.size, multipartId: null })
    .where(isOurs)
    .returning();
  if (row) return render(row);
  // Only a clock that jumped makes the chore take what was under way.
  await discard(deps, id);
  throw new Problem("UNAVAILABLE");
}

async function requireType(body: MeasuredBody, declaredType: string): Promise<string> {
  const declared = declaredType.toLowerCase();
  if (declared.startsWith("multipart/")) {
    throw new Problem("UNSUPPORTED_MEDIA_TYPE", "Send the file itself as the body, not a form that holds it.");
  }
  const sample = await body.peek(sampleBytes);
  if (sample.length === 0) throw nothingSent();
  const type = findType(sample, declared);
  if (type === null) throw new Problem("UNSUPPORTED_MEDIA_TYPE", "Files of this kind are not taken.");
  return type;
}

function nothingSent(): Problem {
  return new Problem("VALIDATION_FAILED", undefined, { errors: [{ path: "body", message: "must not be empty" }] });
}

async function store(
  deps: AttachmentsDeps,
  { id, type }: { id: string; type: string },
  body: MeasuredBody,
  length: number | null,
): Promise<void> {
  try {
    const onMultipart = async (multipartId: string) => {
      await deps.db.update(attachments).set({ multipartId }).where(eq(attachments.id, id));
    };
    await putBody(deps.files, { key: keyOf(id), type, onMultipart }, body, length);
  } catch (error) {
    await discard(deps, id);
    if (error instanceof Problem) throw error;
    deps.log.error("a file was not stored", error, { attachmentId: id });
    throw new Problem("UNAVAILABLE", undefined, { headers: { "retry-after": "2" } });
  }
}

/** Nothing is left of what failed; should that fail as well, the row is still there for the chore. */
async function discard(deps: AttachmentsDeps, id: string): Promise<void> {
  try {
    await deps.files.delete(keyOf(id));
    await deps.db.delete(attachments).where(eq(attachments.id, id));
  } catch (error) {
    deps.log.error("a failed upload was not removed; the chore takes over", error, { attachmentId: id });
  }
}
