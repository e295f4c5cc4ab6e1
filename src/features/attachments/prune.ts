import { and, inArray, lt, sql } from "drizzle-orm";
import type { DatabaseDeps } from "../../platform/db/database.ts";
import type { FileStore } from "./deps.ts";
import { keyOf } from "./file.ts";
import { attachments } from "./schema.ts";

/** How long a file waits for an audience, or for the end of its upload. */
const graceMs = 24 * 3600 * 1000;
/** R2 removes up to a thousand objects at once, but ends uploads one by one. */
const filesAtOnce = 200;

/**
 * Removes files that no audience has had for a day: uploads that were never used or never ended, and what
 * was released. They are marked first, so that nobody can claim one whose object is going; what a crash
 * leaves marked the next run finds.
 */
export async function pruneAttachments(deps: DatabaseDeps & { files: FileStore; now(): number }): Promise<void> {
  const unclaimed = deps.db
    .select({ id: attachments.id })
    .from(attachments)
    .where(lt(attachments.unclaimedSince, deps.now() - graceMs))
    .limit(filesAtOnce);
  const marked = await deps.db
    .update(attachments)
    .set({ state: "deleting" })
    .where(inArray(attachments.id, unclaimed))
    .returning({ id: attachments.id, multipartId: attachments.multipartId });
  if (marked.length === 0) return;
  for (const { id, multipartId } of marked) {
    if (multipartId !== null) await endMultipart(deps.files, id, multipartId);
  }
  const ids = marked.map(({ id }) => id);
  await deps.files.delete(ids.map(keyOf));
  const isRemoved = sql`${attachments.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  await deps.db.delete(attachments).where(and(isRemoved, sql`${attachments.state} = 'deleting'`));
}

/** It fails for one that has ended after all. What is missed here R2 ends by itself after seven days. */
async function endMultipart(files: FileStore, id: string, multipartId: string): Promise<void> {
  await files
    .resumeMultipartUpload(keyOf(id), multipartId)
    .abort()
    .catch(() => undefined);
}
