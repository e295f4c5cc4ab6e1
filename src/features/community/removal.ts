import { eq, sql } from "drizzle-orm";
import { type DatabaseDeps, requireChange, type Statement } from "../../platform/db/database.ts";
import { type EventDeps, recordEvent } from "../../platform/events/event.ts";
import { closeTopic } from "../activity/index.ts";
import { releaseAudience } from "../attachments/index.ts";
import type { PostRow } from "./access.ts";
import { postDeleted } from "./events.ts";
import { commitChange } from "./guards.ts";
import { topicOf } from "./rendering.ts";
import { departures, posts } from "./schema.ts";

/** So many rows one statement removes, and so many that are gone one run of the chore sees to. */
export const rowsAtOnce = 1_000;
const departuresAtOnce = 10;
/** Posts of a space that is gone, each of which is a batch and an event of its own; of one space at a time. */
const postsAtOnce = 50;

/** Removes a post: it is nowhere to be seen from then on. What it leaves behind goes in bounded steps. */
export async function removePost(deps: EventDeps, { id, authorId, spaceId }: PostRow): Promise<void> {
  await commitChange(deps, [
    deps.db.delete(posts).where(eq(posts.id, id)),
    requireChange(deps),
    closeTopic(deps, topicOf(id)),
    ...releaseAudience(deps, topicOf(id)),
    depart(deps, id),
    recordEvent(deps, postDeleted, { postId: id, authorId, spaceId }),
  ]);
}

/** The statement that has the belongings of something removed that is gone. */
export function depart(deps: EventDeps, id: string): Statement {
  return deps.db.insert(departures).values({ id, departedAt: deps.now() }).onConflictDoNothing();
}

/** Removes, some of it at a time, what posts, comments and spaces have left behind. */
export async function pruneCommunity(deps: EventDeps): Promise<void> {
  const gone = await deps.db.select().from(departures).orderBy(departures.departedAt).limit(departuresAtOnce);
  const ids = gone.map(({ id }) => id);
  const space = ids.find((id) => id.startsWith("space_"));
  if (space !== undefined) await clearSpace(deps, space);
  for (const id of ids) {
    if (id.startsWith("post_")) await clearPost(deps, id);
    if (id.startsWith("cmt_")) await clearComment(deps, id);
  }
}

/**
 * Removes what belonged to a post that is gone: of most posts all of it. Each step is harmless to repeat, and the
 * last one ends it when nothing is left.
 */
export async function clearPost({ db }: DatabaseDeps, postId: string): Promise<void> {
  const some = sql`(SELECT position, id FROM comments WHERE post_id = ${postId} ORDER BY position LIMIT ${rowsAtOnce})`;
  await db.run(sql`DELETE FROM comment_likes WHERE rowid IN (
    SELECT theirs.rowid FROM ${some} AS some JOIN comment_likes AS theirs ON theirs.comment_id = some.id LIMIT ${rowsAtOnce})`);
  await db.run(sql`DELETE FROM comments WHERE position IN (
    SELECT position FROM ${some} AS some WHERE NOT EXISTS (SELECT 1 FROM comment_likes WHERE comment_id = some.id))`);
  await db.run(sql`DELETE FROM post_likes WHERE rowid IN (
    SELECT rowid FROM post_likes WHERE post_id = ${postId} LIMIT ${rowsAtOnce})`);
  await db.run(sql`DELETE FROM departures WHERE id = ${postId}
    AND NOT EXISTS (SELECT 1 FROM comments WHERE post_id = ${postId})
    AND NOT EXISTS (SELECT 1 FROM post_likes WHERE post_id = ${postId})`);
}

async function clearComment({ db }: DatabaseDeps, commentId: string): Promise<void> {
  await db.run(sql`DELETE FROM comment_likes WHERE rowid IN (
    SELECT rowid FROM comment_likes WHERE comment_id = ${commentId} LIMIT ${rowsAtOnce})`);
  await db.run(sql`DELETE FROM departures WHERE id = ${commentId}
    AND NOT EXISTS (SELECT 1 FROM comment_likes WHERE comment_id = ${commentId})`);
}

/** Its posts are out of everybody's sight already: a trigger has hidden them. */
async function clearSpace(deps: EventDeps, spaceId: string): Promise<void> {
  const rows = await deps.db.select().from(posts).where(eq(posts.spaceId, spaceId)).limit(postsAtOnce);
  for (const row of rows) await removePost(deps, row);
  if (rows.length < postsAtOnce) await deps.db.delete(departures).where(eq(departures.id, spaceId));
}
