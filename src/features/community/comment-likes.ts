import { and, eq, isNull, sql } from "drizzle-orm";
import { requireChange } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { requireComment, seesComment, seesPost } from "./access.ts";
import type { CommunityDeps, Viewer } from "./deps.ts";
import { commentLiked } from "./events.ts";
import { commitChange, notBlockedBy, refuseBlocked, requireThat } from "./guards.ts";
import { commentLikes, comments } from "./schema.ts";

/**
 * Likes a comment; again it changes nothing.
 *
 * @throws Problem `NOT_FOUND`, `FORBIDDEN` where its author or the post's has blocked them.
 */
export async function likeComment(deps: CommunityDeps, viewer: Viewer, commentId: string): Promise<void> {
  const { comment, ownerIds } = await requireLikeable(deps, viewer, commentId);
  const { userId } = viewer;
  const { postId, authorId } = comment;
  const isLiked = await commitChange(deps, [
    requireThat(deps, sql`${seesPost(viewer, postId)} AND ${seesComment(viewer, commentId)}`),
    requireThat(deps, notBlockedBy(ownerIds, userId)),
    deps.db.insert(commentLikes).values({ commentId, userId, createdAt: deps.now() }).onConflictDoNothing(),
    requireChange(deps),
    ...countBy(deps, commentId, 1),
    recordEvent(deps, commentLiked, { commentId, postId, authorId, userId }),
  ]);
  // It was liked before, unless it is not for them to like any more.
  if (!isLiked) await requireLikeable(deps, viewer, commentId);
}

/** Takes a like back; where there is none, nothing changes. @throws Problem `NOT_FOUND`. */
export async function unlikeComment(deps: CommunityDeps, viewer: Viewer, commentId: string): Promise<void> {
  await requireComment(deps, viewer, commentId);
  const isTheirs = and(eq(commentLikes.commentId, commentId), eq(commentLikes.userId, viewer.userId));
  await commitChange(deps, [
    deps.db.delete(commentLikes).where(isTheirs),
    requireChange(deps),
    ...countBy(deps, commentId, -1),
  ]);
}

async function requireLikeable(deps: CommunityDeps, viewer: Viewer, commentId: string) {
  const { comment, post } = await requireComment(deps, viewer, commentId);
  const ownerIds = [comment.authorId, post.authorId];
  await refuseBlocked(deps, ownerIds, viewer.userId);
  return { comment, ownerIds };
}

function countBy({ db }: CommunityDeps, commentId: string, change: number) {
  const count = db
    .update(comments)
    .set({ likes: sql`${comments.likes} + ${change}` })
    .where(and(eq(comments.id, commentId), isNull(comments.deletedAt)));
  return [count, requireChange({ db })];
}
