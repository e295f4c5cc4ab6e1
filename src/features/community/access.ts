import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
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
 * A post that somebody may see: one that is not in a private space of others, and is their own or not hidden.
 * Moderators see every post whose id they know.
 *
 * @throws Problem `NOT_FOUND`, also for what is in a space that is gone.
 */
export async function requirePost(deps: DatabaseDeps, viewer: Viewer, id: string): Promise<SeenPost> {
  const { isVisible, ...seen } = await findPost(deps, viewer, id);
  if (!isVisible) throw new Problem("NOT_FOUND");
  return seen;
}

/** The same, or one's own wherever it is: who is a member no longer may still take away what they have posted. */
export async function requireOwnOrVisible(deps: DatabaseDeps, viewer: Viewer, id: string): Promise<SeenPost> {
  const { isVisible, ...seen } = await findPost(deps, viewer, id);
  if (!isVisible && seen.post.authorId !== viewer.userId) throw new Problem("NOT_FOUND");
  return seen;
}

async function findPost(deps: DatabaseDeps, viewer: Viewer, id: string): Promise<SeenPost & { isVisible: boolean }> {
  const row = await deps.db
    .select({ post: posts, visibility: spaces.visibility, role: spaceMembers.role })
    .from(posts)
    .leftJoin(spaces, eq(spaces.id, posts.spaceId))
    .leftJoin(spaceMembers, and(eq(spaceMembers.spaceId, posts.spaceId), eq(spaceMembers.userId, viewer.userId)))
    .where(eq(posts.id, id))
    .get();
  if (!row || (row.post.spaceId !== null && row.visibility === null)) throw new Problem("NOT_FOUND");
  const { post, visibility, role } = row;
  const isIn = visibility !== "private" || role !== null;
  const isVisible = viewer.isModerator || (isIn && (post.hiddenAt === null || post.authorId === viewer.userId));
  return { post, isVisible, isInCharge: viewer.isModerator || role === "owner" || role === "admin" };
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

/** That somebody still sees a post as {@link requirePost} does: for the guard of a statement. */
export function seesPost(viewer: Viewer, postId: string): SQL {
  const isThere = sql`(posts.space_id IS NULL OR EXISTS (SELECT 1 FROM spaces WHERE spaces.id = posts.space_id))`;
  const isSeen = viewer.isModerator ? isThere : isPostFor(sql`${viewer.userId}`);
  return sql`EXISTS (SELECT 1 FROM posts WHERE posts.id = ${postId} AND ${isSeen})`;
}

/** That a comment is there still and is shown to somebody, if they see its post: for the guard of a statement. */
export function seesComment({ userId, isModerator }: Viewer, commentId: string): SQL {
  return sql`EXISTS (SELECT 1 FROM comments WHERE comments.id = ${commentId} AND comments.deleted_at IS NULL
    AND (comments.hidden_at IS NULL OR comments.author_id = ${userId} OR ${isModerator ? 1 : 0}))`;
}

/** That the row of `posts` is for a user to see who is no moderator. */
export function isPostFor(userId: SQL): SQL {
  return sql`((posts.hidden_at IS NULL OR posts.author_id = ${userId}) AND ${isPlaceFor(userId)})`;
}

/**
 * That the row of `posts` is where a user may look. What its space says now decides: `is_private` comes after
 * it, so that closing a space is one row however much is posted in it.
 */
export function isPlaceFor(userId: SQL): SQL {
  return sql`(posts.space_id IS NULL OR EXISTS (
    SELECT 1 FROM spaces WHERE spaces.id = posts.space_id AND (spaces.visibility = 'public' OR EXISTS (
      SELECT 1 FROM space_members
        WHERE space_members.space_id = posts.space_id AND space_members.user_id = ${userId}))))`;
}

/**
 * Which of up to a thousand posts are for somebody to see: hidden ones of others and those in private spaces
 * that they are not in are not. Where there is no post there is no answer.
 */
export async function visibilityOf(
  deps: DatabaseDeps,
  userId: string,
  postIds: string[],
): Promise<Map<string, boolean>> {
  if (postIds.length === 0) return new Map();
  const rows = await deps.db.all<{ id: string; isVisible: number }>(sql`
    SELECT posts.id, ${isPostFor(sql`${userId}`)} AS isVisible
    FROM json_each(${JSON.stringify(postIds.slice(0, 1_000))}) AS asked JOIN posts ON posts.id = asked.value`);
  return new Map(rows.map(({ id, isVisible }) => [id, isVisible === 1]));
}
