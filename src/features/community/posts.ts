import { and, eq } from "drizzle-orm";
import { commit } from "../../platform/db/database.ts";
import { Problem } from "../../platform/http/problem.ts";
import { readTopic } from "../activity/index.ts";
import { findUserSummaries } from "../users/index.ts";
import { type PostRow, requireOwnOrVisible, requirePost, seesPost } from "./access.ts";
import type { Post } from "./contract.ts";
import type { CommunityDeps, Viewer } from "./deps.ts";
import { globalFeedTag } from "./global-feed.ts";
import { findMentioned } from "./mentions.ts";
import { removePost } from "./removal.ts";
import { likedAmong, renderPost, topicOf } from "./rendering.ts";
import { posts } from "./schema.ts";

/** One post with its counters as of now. @throws Problem `NOT_FOUND` for what the viewer may not see. */
export async function readPost(deps: CommunityDeps, viewer: Viewer, id: string): Promise<Post> {
  const { post } = await requirePost(deps, viewer, id);
  return render(deps, viewer, post);
}

/**
 * Changes what a post says. Nobody is told of mentions that are new in it.
 *
 * @throws Problem `NOT_FOUND`, `FORBIDDEN` for who is not its author.
 */
export async function changePost(deps: CommunityDeps, viewer: Viewer, id: string, content: string): Promise<Post> {
  const { post } = await requirePost(deps, viewer, id);
  if (post.authorId !== viewer.userId) throw new Problem("FORBIDDEN", "Only its author changes a post.");
  if (post.content === content) return render(deps, viewer, post);
  const mentionedIds = await findMentioned(deps, { authorId: post.authorId, content, place: post });
  const [changed] = await deps.db
    .update(posts)
    .set({ content, mentionedIds, editedAt: deps.now() })
    .where(and(eq(posts.id, id), seesPost(viewer, id)))
    .returning();
  if (!changed) throw new Problem("NOT_FOUND");
  await commit(deps, deps.cache.invalidate([globalFeedTag]));
  return render(deps, viewer, changed);
}

/**
 * Deletes a post with all that belongs to it; done twice at once it is done once.
 *
 * @returns whose it was where it was not the viewer's own: then it was an act of moderation.
 * @throws Problem `NOT_FOUND`, `FORBIDDEN` for who is neither its author nor in charge of the place.
 */
export async function deletePost(
  deps: CommunityDeps,
  viewer: Viewer,
  id: string,
): Promise<{ moderated: string | null }> {
  const { post, isInCharge } = await requireOwnOrVisible(deps, viewer, id);
  const isOwn = post.authorId === viewer.userId;
  if (!isOwn && !isInCharge) throw new Problem("FORBIDDEN", "Only its author deletes a post.");
  await removePost(deps, post);
  return { moderated: isOwn ? null : post.authorId };
}

async function render(deps: CommunityDeps, viewer: Viewer, post: PostRow): Promise<Post> {
  const [people, liked, counters] = await Promise.all([
    findUserSummaries(deps, [post.authorId]),
    likedAmong(deps, viewer.userId, [post.id]),
    readTopic(deps, topicOf(post.id)),
  ]);
  return renderPost(post, { people, counters, isLiked: liked.has(post.id) });
}
