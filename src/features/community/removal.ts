import { and, eq, inArray, not, type SQL, sql } from "drizzle-orm";
import type { DatabaseDeps, Statement } from "../../platform/db/database.ts";
import { type EventDeps, recordEvent } from "../../platform/events/event.ts";
import type { Logger } from "../../platform/log/logger.ts";
import { closeTopic } from "../activity/index.ts";
import { releaseAudience } from "../attachments/index.ts";
import type { PostRow } from "./access.ts";
import { postDeleted } from "./events.ts";
import { commitChange, requireThat } from "./guards.ts";
import { followVisibility } from "./post-privacy.ts";
import { topicOf } from "./rendering.ts";
import { departureKinds, departures, posts } from "./schema.ts";

/** So many rows one statement removes. */
export const rowsAtOnce = 1_000;
/** So many that are gone one run of the chore sees to: a few hundred statements of the thousand that it has. */
const departuresAtOnce = { post: 20, comment: 20, space: 2 } as const satisfies Record<DepartureKind, number>;
/** Posts of one space that is gone; each has an event of its own. */
const postsAtOnce = 50;

type DepartureKind = (typeof departureKinds)[number];

/** Removes a post: it is nowhere to be seen from then on. What it leaves behind goes in bounded steps. */
export async function removePost(deps: EventDeps, post: PostRow): Promise<void> {
  await removePosts(deps, [post]);
}

/** Up to fifty at once: all of them, or none where one is gone already. */
async function removePosts(deps: EventDeps, rows: PostRow[]): Promise<void> {
  const ids = JSON.stringify(rows.map(({ id }) => id));
  const areThese = sql`${posts.id} IN (SELECT value FROM json_each(${ids}))`;
  await commitChange(deps, [
    requireThat(deps, sql`(SELECT count(*) FROM ${posts} WHERE ${areThese}) = ${rows.length}`),
    deps.db.delete(posts).where(areThese),
    ...rows.flatMap(({ id, authorId, spaceId, attachments }) => [
      closeTopic(deps, topicOf(id)),
      ...(attachments.length > 0 ? releaseAudience(deps, topicOf(id)) : []),
      departWhere(deps, id, sql`true`),
      recordEvent(deps, postDeleted, { postId: id, authorId, spaceId }),
    ]),
  ]);
}

/** The statement that has the belongings of something removed that is gone, if a condition holds in its batch. */
export function departWhere(deps: EventDeps, id: string, condition: SQL): Statement {
  const now = deps.now();
  const values = sql`SELECT ${id}, ${kindOf(id)}, ${now}, ${now} WHERE ${condition}`;
  return deps.db.insert(departures).select(values).onConflictDoNothing();
}

function kindOf(id: string): DepartureKind {
  if (id.startsWith("space_")) return "space";
  return id.startsWith("post_") ? "post" : "comment";
}

/**
 * Removes, some of it at a time, what posts, comments and spaces have left behind. Of each kind those come first
 * that wait longest; one that takes long, or fails, goes behind the others. Before, posts are marked as their
 * spaces are.
 */
export async function pruneCommunity(deps: EventDeps & { log: Logger }): Promise<void> {
  await followVisibility(deps);
  const clear = { post: clearPost, comment: clearComment, space: clearSpace };
  for (const kind of departureKinds) {
    for (const id of await takeTurns(deps, kind)) {
      await clear[kind](deps, id).catch((error: unknown) =>
        deps.log.error("what something left behind could not be removed", error, { id }),
      );
    }
  }
}

async function takeTurns(deps: EventDeps, kind: DepartureKind): Promise<string[]> {
  const { db } = deps;
  const next = db
    .select({ id: departures.id })
    .from(departures)
    .where(eq(departures.kind, kind))
    .orderBy(departures.triedAt)
    .limit(departuresAtOnce[kind]);
  const taken = await db
    .update(departures)
    .set({ triedAt: deps.now() })
    .where(inArray(departures.id, next))
    .returning({ id: departures.id });
  return taken.map(({ id }) => id);
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

/** Its posts are out of everybody's sight already, since there is no space to them. */
async function clearSpace(deps: EventDeps, spaceId: string): Promise<void> {
  const rows = await deps.db.select().from(posts).where(eq(posts.spaceId, spaceId)).limit(postsAtOnce);
  if (rows.length > 0) await removePosts(deps, rows);
  // What failed to go is still there.
  const isLeft = sql`EXISTS (SELECT 1 FROM ${posts} WHERE ${posts.spaceId} = ${spaceId})`;
  await deps.db.delete(departures).where(and(eq(departures.id, spaceId), not(isLeft)));
}
