import { eq } from "drizzle-orm";
import { Problem } from "../../platform/http/problem.ts";
import type { Scope } from "../sessions/index.ts";
import { maxAudiences } from "./audiences.ts";
import type { AttachmentsDeps } from "./deps.ts";
import type { AttachmentRow } from "./file.ts";
import { attachmentAudiences, attachments } from "./schema.ts";

/** Where a file is seen, by the beginning of an audience's name, and the scope that an API key sees it there by. */
const scopeOfAudience: [string, Scope][] = [
  ["conv_", "chat.read"],
  ["post:", "community.read"],
];

/**
 * A file that somebody may fetch: their own, or one that they are in an audience of.
 *
 * @param wanted.scopes what an API key of theirs holds, which counts only audiences of its scopes; null for a session.
 * @throws Problem `NOT_FOUND` also for one that they may not see.
 */
export async function findAttachment(
  deps: AttachmentsDeps,
  { id, viewerId, scopes }: { id: string; viewerId: string; scopes: string[] | null },
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
  const names = audiences.map(({ audience }) => audience).filter((name) => isWithin(scopes, name));
  const own = names.length > 0 ? await deps.audiencesOf(viewerId, names) : [];
  if (own.length === 0) throw new Problem("NOT_FOUND");
  return row;
}

function isWithin(scopes: string[] | null, audience: string): boolean {
  if (scopes === null) return true;
  return scopeOfAudience.some(([beginning, scope]) => audience.startsWith(beginning) && scopes.includes(scope));
}
