import { and, eq, sql } from "drizzle-orm";
import { requireChange, type Statement } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { isBlocked } from "../moderation/index.ts";
import { type PostRow, requirePost, seesPost } from "./access.ts";
import { atOnce, countLike, countView } from "./counting.ts";
import type { CommunityDeps, Viewer } from "./deps.ts";
import { postLiked, postUnliked } from "./events.ts";
import { commitChange, notBlockedBy, refuseBlocked, requireThat } from "./guards.ts";
import { postLikes } from "./schema.ts";

/**
 * Likes a post; again it changes nothing.
 *
 * @throws Problem `NOT_FOUND`, `FORBIDDEN` where its author has blocked them.
 */
export async function likePost(deps: CommunityDeps, viewer: Viewer, postId: string): Promise<void> {
  const post = await requireLikeable(deps, viewer, postId);
  const like = deps.db
    .insert(postLikes)
    .values({ postId, userId: viewer.userId, isLiked: true, version: 1, changedAt: deps.now() })
    .onConflictDoUpdate({
      target: [postLikes.postId, postLikes.userId],
      set: { isLiked: true, version: sql`${postLikes.version} + 1`, changedAt: deps.now() },
      setWhere: eq(postLikes.isLiked, false),
    });
  const isLiked = await changeLike(deps, viewer, post, [
    requireThat(deps, notBlockedBy([post.authorId], viewer.userId)),
    like,
    requireChange(deps),
    recordEvent(deps, postLiked, told(post, viewer)),
  ]);
  // It was liked before, unless it is not for them to like any more.
  if (!isLiked) await requireLikeable(deps, viewer, postId);
}

/** Takes a like back; where there is none, nothing changes. @throws Problem `NOT_FOUND`. */
export async function unlikePost(deps: CommunityDeps, viewer: Viewer, postId: string): Promise<void> {
  const { post } = await requirePost(deps, viewer, postId);
  const isLike = and(eq(postLikes.postId, postId), eq(postLikes.userId, viewer.userId), eq(postLikes.isLiked, true));
  const unlike = deps.db
    .update(postLikes)
    .set({ isLiked: false, version: sql`${postLikes.version} + 1`, changedAt: deps.now() })
    .where(isLike);
  const event = recordEvent(deps, postUnliked, told(post, viewer));
  await changeLike(deps, viewer, post, [unlike, requireChange(deps), event]);
}

/** Shows the topic a view: a user counts once a day, and whom its author has blocked not at all. @throws Problem `NOT_FOUND`. */
export async function viewPost(deps: CommunityDeps, viewer: Viewer, postId: string): Promise<void> {
  const { post } = await requirePost(deps, viewer, postId);
  if (await isBlocked(deps.db, { blockerId: post.authorId, blockedId: viewer.userId })) return;
  await countView(deps, post.id, viewer.userId);
}

function told(post: PostRow, viewer: Viewer) {
  return { postId: post.id, authorId: post.authorId, userId: viewer.userId };
}

async function requireLikeable(deps: CommunityDeps, viewer: Viewer, postId: string): Promise<PostRow> {
  const { post } = await requirePost(deps, viewer, postId);
  await refuseBlocked(deps, [post.authorId], viewer.userId);
  return post;
}

/** @returns whether it was changed. */
async function changeLike(deps: CommunityDeps, viewer: Viewer, post: PostRow, change: Statement[]): Promise<boolean> {
  if (!(await commitChange(deps, [requireThat(deps, seesPost(viewer, post.id)), ...change]))) return false;
  await atOnce(deps, () => countLike(deps, { postId: post.id, userId: viewer.userId }));
  return true;
}
