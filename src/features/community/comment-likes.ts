import { and, eq, isNull, sql } from "drizzle-orm";
import { requireChange } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { requireComment } from "./access.ts";
import type { CommunityDeps, Viewer } from "./deps.ts";
import { commentLiked } from "./events.ts";
import { commitChange, refuseBlocked } from "./guards.ts";
import { commentLikes, comments } from "./schema.ts";

/**
 * Likes a comment; again it changes nothing.
 *
 * @throws Problem `NOT_FOUND`, `FORBIDDEN` where its author or the post's has blocked them.
 */
export async function likeComment(deps: CommunityDeps, viewer: Viewer, commentId: string): Promise<void> {
  const { comment, post } = await requireComment(deps, viewer, commentId);
  const { userId } = viewer;
  await refuseBlocked(deps, [comment.authorId, post.authorId], userId);
  const { postId, authorId } = comment;
  await commitChange(deps, [
    deps.db.insert(commentLikes).values({ commentId, userId, createdAt: deps.now() }).onConflictDoNothing(),
    requireChange(deps),
    // One that was deleted meanwhile has none to count.
    ...countBy(deps, commentId, 1),
    recordEvent(deps, commentLiked, { commentId, postId, authorId, userId }),
  ]);
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

function countBy({ db }: CommunityDeps, commentId: string, change: number) {
  const count = db
    .update(comments)
    .set({ likes: sql`${comments.likes} + ${change}` })
    .where(and(eq(comments.id, commentId), isNull(comments.deletedAt)));
  return [count, requireChange({ db })];
}
