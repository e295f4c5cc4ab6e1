import { and, eq, isNull } from "drizzle-orm";
import { recordActivity } from "../activity/index.ts";
import { findUserSummaries } from "../users/index.ts";
import type { CommunityDeps } from "./deps.ts";
import { topicOf } from "./rendering.ts";
import { comments, postLikes } from "./schema.ts";

/**
 * Brings a topic's count up to whether somebody likes a post by now. The version of the like is the key of the
 * act: so whatever is told twice, late or in the wrong order comes to the same.
 */
export async function countLike(
  deps: CommunityDeps,
  { postId, userId }: { postId: string; userId: string },
): Promise<void> {
  const isTheirs = and(eq(postLikes.postId, postId), eq(postLikes.userId, userId));
  const [like, actor] = await Promise.all([
    deps.db.select().from(postLikes).where(isTheirs).get(),
    findActor(deps, userId),
  ]);
  if (!like || !actor) return;
  const key = String(like.version).padStart(12, "0");
  await recordActivity(deps, topicOf(postId), { kind: like.isLiked ? "like" : "unlike", actor, key });
}

/** Brings a topic's count up to whether a comment is there by now; one that was deleted never counts again. */
export async function countComment(
  deps: CommunityDeps,
  { commentId, postId, authorId }: { commentId: string; postId: string; authorId: string },
): Promise<void> {
  const isThere = and(eq(comments.id, commentId), isNull(comments.deletedAt));
  const [comment, actor] = await Promise.all([
    deps.db.select({ id: comments.id }).from(comments).where(isThere).get(),
    findActor(deps, authorId),
  ]);
  const kind = comment ? "comment" : "uncomment";
  await recordActivity(deps, topicOf(postId), { kind, actor, key: commentId });
}

/** Shows those who follow a space that there is a new post. */
export async function showPost(
  deps: CommunityDeps,
  { postId, authorId, spaceId }: { postId: string; authorId: string; spaceId: string },
): Promise<void> {
  const actor = await findActor(deps, authorId);
  await recordActivity(deps, `space:${spaceId}`, { kind: "post", actor, key: postId });
}

/** Counts a view: a user counts once a day. */
export async function countView(deps: CommunityDeps, postId: string, userId: string): Promise<void> {
  const actor = await findActor(deps, userId);
  if (actor) await recordActivity(deps, topicOf(postId), { kind: "view", actor, key: "" });
}

/**
 * Does what follows from a change before the answer, so that whoever reads next sees it. Where it fails, the
 * change stands all the same.
 */
export async function atOnce(deps: CommunityDeps, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    deps.log.error("what follows from a change could not be done at once", error);
  }
}

async function findActor(deps: CommunityDeps, userId: string) {
  return (await findUserSummaries(deps, [userId])).get(userId) ?? null;
}
