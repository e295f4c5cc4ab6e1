import { eq } from "drizzle-orm";
import { Problem } from "../../platform/http/problem.ts";
import { maxAudiences } from "./audiences.ts";
import type { AttachmentsDeps } from "./deps.ts";
import type { AttachmentRow } from "./file.ts";
import { attachmentAudiences, attachments } from "./schema.ts";

/**
 * A file that somebody may fetch: their own, or one that they are in an audience of.
 *
 * @throws Problem `NOT_FOUND` also for one that they may not see.
 */
export async function findAttachment(
  deps: AttachmentsDeps,
  { id, viewerId }: { id: string; viewerId: string },
): Promise<AttachmentRow> {
  const [[row], audiences] = await deps.db.batch([
    deps.db.select().from(attachments).where(eq(attachments.id, id)),
    deps.db
      .select({ audience: attachmentAudiences.audience })
      .from(attachmentAudiences)
      .where(eq(attachmentAudiences.attachmentId, id))
      .limit(maxAudiences),
  ]);
  if (row?.state !== "complete") throw new Problem("NOT_FOUND");
  if (row.ownerId === viewerId) return row;
  const names = audiences.map(({ audience }) => audience);
  const own = names.length > 0 ? await deps.audiencesOf(viewerId, names) : [];
  if (own.length === 0) throw new Problem("NOT_FOUND");
  return row;
}
