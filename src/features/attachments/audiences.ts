import { and, eq, inArray, isNull, ne, notExists, sql } from "drizzle-orm";
import type { DatabaseDeps, Statement } from "../../platform/db/database.ts";
import type { Attachment } from "./contract.ts";
import { render } from "./file.ts";
import { attachmentAudiences, attachments } from "./schema.ts";

/** In so many conversations one upload can be at a time. */
export const maxAudiences = 1_000;

/**
 * Lets an audience see files, all of them or none; doing it again changes nothing.
 *
 * @param input.ids files in the order in which they are given back, at most 100 of them.
 * @param input.audience whoever is in it may fetch them from now on: `conv_…`.
 * @returns null unless all of them are the owner's own and uploaded whole.
 */
export async function claimAttachments(
  { db }: DatabaseDeps,
  { ids, ownerId, audience }: { ids: string[]; ownerId: string; audience: string },
): Promise<Attachment[] | null> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return [];
  if (wanted.length > 100) return null;
  const among = sql`${attachments.id} IN (SELECT value FROM json_each(${JSON.stringify(wanted)}))`;
  const isUsable = and(
    among,
    eq(attachments.ownerId, ownerId),
    eq(attachments.state, "complete"),
    sql`(SELECT count(*) FROM attachment_audiences WHERE attachment_id = ${attachments.id} AND audience <> ${audience}) < ${maxAudiences}`,
  );
  const usable = db.select().from(attachments).where(isUsable);
  const areAll = sql`(SELECT count(*) FROM ${attachments} WHERE ${isUsable}) = ${wanted.length}`;
  const [rows] = await db.batch([
    usable,
    db
      .insert(attachmentAudiences)
      .select(
        db
          .select({ attachmentId: attachments.id, audience: sql<string>`${audience}`.as("audience") })
          .from(attachments)
          .where(and(among, areAll)),
      )
      .onConflictDoNothing(),
    db.update(attachments).set({ unclaimedSince: null }).where(and(among, areAll)),
  ]);
  if (rows.length < wanted.length) return null;
  const byId = new Map(rows.map((row) => [row.id, render(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/**
 * The same for what is committed with more: the files, and the statements that let the audience see them. Their
 * batch fails as a whole (`GuardFailed`) where meanwhile one of the files was removed.
 *
 * @returns null unless all of them are the owner's own and uploaded whole.
 */
export async function claimWithin(
  { db }: DatabaseDeps,
  { ids, ownerId, audience }: { ids: string[]; ownerId: string; audience: string },
): Promise<{ files: Attachment[]; statements: Statement[] } | null> {
  const wanted = [...new Set(ids)].slice(0, 100);
  if (wanted.length === 0) return { files: [], statements: [] };
  const list = JSON.stringify(wanted);
  const isUsable = sql`${attachments.id} IN (SELECT value FROM json_each(${list})) AND ${attachments.ownerId} = ${ownerId}
    AND ${attachments.state} = 'complete'
    AND (SELECT count(*) FROM attachment_audiences WHERE attachment_id = ${attachments.id}) < ${maxAudiences}`;
  const rows = await db.select().from(attachments).where(isUsable);
  if (rows.length < wanted.length) return null;
  const byId = new Map(rows.map((row) => [row.id, render(row)]));
  const claimed = db
    .select({ attachmentId: attachments.id, audience: sql<string>`${audience}`.as("audience") })
    .from(attachments)
    .where(isUsable);
  return {
    files: wanted.flatMap((id) => byId.get(id) ?? []),
    statements: [
      db.insert(attachmentAudiences).select(claimed),
      db
        .select({ guard: sql`CASE WHEN changes() < ${wanted.length} THEN json('not all of them') END` })
        .from(sql`(SELECT 1)`),
      db
        .update(attachments)
        .set({ unclaimedSince: null })
        .where(sql`${attachments.id} IN (SELECT value FROM json_each(${list}))`),
    ],
  };
}

/**
 * Takes files out of an audience: what showed them there is gone. A file that no audience has any more is
 * removed a day later.
 */
export async function releaseAttachments(
  deps: DatabaseDeps & { now(): number },
  { ids, audience }: { ids: string[]; audience: string },
): Promise<void> {
  if (ids.length === 0) return;
  const list = sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  const left = deps.db
    .select({ one: sql`1` })
    .from(attachmentAudiences)
    .where(eq(attachmentAudiences.attachmentId, attachments.id));
  await deps.db.batch([
    deps.db
      .delete(attachmentAudiences)
      .where(and(eq(attachmentAudiences.audience, audience), sql`${attachmentAudiences.attachmentId} IN ${list}`)),
    deps.db
      .update(attachments)
      .set({ unclaimedSince: deps.now() })
      .where(and(sql`${attachments.id} IN ${list}`, isNull(attachments.unclaimedSince), notExists(left))),
  ]);
}

/** The statements that take all files out of an audience that is gone. */
export function releaseAudience(deps: DatabaseDeps & { now(): number }, audience: string): Statement[] {
  const { db } = deps;
  const ofAudience = db
    .select({ id: attachmentAudiences.attachmentId })
    .from(attachmentAudiences)
    .where(eq(attachmentAudiences.audience, audience));
  const others = db
    .select({ one: sql`1` })
    .from(attachmentAudiences)
    .where(and(eq(attachmentAudiences.attachmentId, attachments.id), ne(attachmentAudiences.audience, audience)));
  return [
    db
      .update(attachments)
      .set({ unclaimedSince: deps.now() })
      .where(and(inArray(attachments.id, ofAudience), isNull(attachments.unclaimedSince), notExists(others))),
    db.delete(attachmentAudiences).where(eq(attachmentAudiences.audience, audience)),
  ];
}
