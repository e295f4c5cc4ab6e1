import { and, eq, isNull, sql } from "drizzle-orm";
import type { DatabaseDeps } from "../../platform/db/database.ts";
import { Problem } from "../../platform/http/problem.ts";
import { spaceMembers, spaces } from "../spaces/index.ts";
import type { Viewer } from "./deps.ts";
import { comments, posts } from "./schema.ts";

export type PostRow = typeof posts.$inferSelect;
export type CommentRow = typeof comments.$inferSelect;

/** A post that somebody may see, and whether they may take away what others say there. */
export type SeenPost = { post: PostRow; isInCharge: boolean };

/**
 * A post that somebody may see: their own, or one that is neither hidden nor in a private space of others.
 * Moderators see every post whose id they know.
 *
 * @throws Problem `NOT_FOUND`, also for what is in a space that is gone.
 */
export async function requirePost(deps: DatabaseDeps, viewer: Viewer, id: string): Promise<SeenPost> {
  const row = await deps.db
    .select({ post: posts, visibility: spaces.visibility, role: spaceMembers.role })
    .from(posts)
    .leftJoin(spaces, eq(spaces.id, posts.spaceId))
    .leftJoin(spaceMembers, and(eq(spaceMembers.spaceId, posts.spaceId), eq(spaceMembers.userId, viewer.userId)))
    .where(eq(posts.id, id))
    .get();
  if (!row || (row.post.spaceId !== null && row.visibility === null)) throw new Problem("NOT_FOUND");
  const { post, visibility, role } = row;
  const isOpen = post.hiddenAt === null && (visibility !== "private" || role !== null);
  if (!isOpen && post.authorId !== viewer.userId && !viewer.isModerator) throw new Problem("NOT_FOUND");
  return { post, isInCharge: viewer.isModerator || role === "owner" || role === "admin" };
}

/**
 * A comment that somebody may see, with its post: for all who may see the post, unless it is hidden; then for
 * its author and for moderators.
 *
 * @throws Problem `NOT_FOUND`, also for one that was deleted.
 */
export async function requireComment(
  deps: DatabaseDeps,
  viewer: Viewer,
  id: string,
): Promise<SeenPost & { comment: CommentRow }> {
  const comment = await deps.db
    .select()
    .from(comments)
    .where(and(eq(comments.id, id), isNull(comments.deletedAt)))
    .get();
  if (!comment || !isShown(comment, viewer)) throw new Problem("NOT_FOUND");
  return { comment, ...(await requirePost(deps, viewer, comment.postId)) };
}

/** Whether somebody sees more of a comment than that it is there, if they see its post. */
export function isShown(comment: CommentRow, viewer: Viewer): boolean {
  if (comment.deletedAt !== null) return false;
  return comment.hiddenAt === null || comment.authorId === viewer.userId || viewer.isModerator;
}

/**
 * Which of up to a thousand posts are for somebody to see: their own are, hidden ones and those in private
 * spaces that they are not in are not. Where there is no post there is no answer.
 */
export async function visibilityOf(
  deps: DatabaseDeps,
  userId: string,
  postIds: string[],
): Promise<Map<string, boolean>> {
  if (postIds.length === 0) return new Map();
  const rows = await deps.db.all<{ id: string; isVisible: number }>(sql`
    SELECT ${posts.id} AS id, (${posts.authorId} = ${userId} OR (${posts.hiddenAt} IS NULL AND (
      ${posts.isPrivate} = 0 OR EXISTS (
        SELECT 1 FROM ${spaceMembers}
          WHERE ${spaceMembers.spaceId} = ${posts.spaceId} AND ${spaceMembers.userId} = ${userId}
      )))) AS isVisible
    FROM json_each(${JSON.stringify(postIds.slice(0, 1_000))}) AS asked JOIN ${posts} ON ${posts.id} = asked.value
  `);
  return new Map(rows.map(({ id, isVisible }) => [id, isVisible === 1]));
}
