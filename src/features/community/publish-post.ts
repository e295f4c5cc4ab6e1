import { sql } from "drizzle-orm";
import type { Statement } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { Problem } from "../../platform/http/problem.ts";
import { newId } from "../../platform/ids/typeid.ts";
import { openTopic } from "../activity/index.ts";
import { claimWithin } from "../attachments/index.ts";
import { findVisibleSpace, spaceMembers, spaces } from "../spaces/index.ts";
import { findUserSummaries } from "../users/index.ts";
import type { NewPost, Post } from "./contract.ts";
import type { CommunityDeps } from "./deps.ts";
import { postCreated } from "./events.ts";
import { globalFeedTag } from "./global-feed.ts";
import { commitChange, requireThat } from "./guards.ts";
import { findMentioned } from "./mentions.ts";
import { renderPost, topicOf } from "./rendering.ts";
import { posts } from "./schema.ts";

/**
 * Publishes a post: for everybody, or in a space of the author's.
 *
 * @returns the post as stored; `createdAt` is the server's.
 * @throws Problem `NOT_FOUND` for a space that the author may not see, `FORBIDDEN` for one that they are not
 *   in, `VALIDATION_FAILED` for files that are not theirs.
 */
export async function publishPost(deps: CommunityDeps, authorId: string, input: NewPost): Promise<Post> {
  const spaceId = input.spaceId ?? null;
  const isPrivate = spaceId !== null && (await requireOwnSpace(deps, spaceId, authorId));
  const id = newId("post");
  const claim = await claimFiles(deps, authorId, id, input.attachments ?? []);
  const { content } = input;
  const mentionedIds = await findMentioned(deps, { authorId, content, place: { spaceId } });
  const told = { postId: id, authorId, spaceId };
  const row = { id, authorId, spaceId, content, attachments: claim.files, mentionedIds, createdAt: deps.now() };
  const isPublished = await commitChange(deps, [
    ...(spaceId === null ? [] : [requireMembership(deps, spaceId, authorId)]),
    ...claim.statements,
    deps.db.insert(posts).values({ ...row, isPrivate: privacyOf(spaceId) }),
    openTopic(deps, topicOf(id)),
    recordEvent(deps, postCreated, { ...told, mentionedIds }),
  ]);
  if (!isPublished) throw new Problem("CONFLICT", "The space or one of the files was taken away meanwhile.");
  deps.cache.forget([globalFeedTag]);
  const people = await findUserSummaries(deps, [authorId]);
  const counters = { likes: 0, comments: 0, views: 0, viewers: 0 };
  const begun = { ...row, isPrivate, editedAt: null, hiddenAt: null, hiddenBy: null };
  return renderPost(begun, { people, counters, isLiked: false });
}

/** @returns whether the space is private. */
async function requireOwnSpace(deps: CommunityDeps, spaceId: string, userId: string): Promise<boolean> {
  const found = await findVisibleSpace(deps.db, { id: spaceId, userId });
  if (!found) throw new Problem("NOT_FOUND", "There is no such space.");
  if (found.role === null) throw new Problem("FORBIDDEN", "Only members post in a space.");
  return found.space.visibility === "private";
}

/** Whoever leaves or is removed at the same moment posts nothing any more, nor in a space that is deleted. */
function requireMembership(deps: CommunityDeps, spaceId: string, userId: string): Statement {
  return requireThat(
    deps,
    // The rows of members outlive a deleted space for a while.
    sql`EXISTS (SELECT 1 FROM ${spaces} JOIN ${spaceMembers} ON ${spaceMembers.spaceId} = ${spaces.id}
      WHERE ${spaces.id} = ${spaceId} AND ${spaceMembers.userId} = ${userId})`,
  );
}

/** Decided as it is written: what changes the space's visibility changes its posts in the same statement. */
function privacyOf(spaceId: string | null) {
  if (spaceId === null) return false;
  return sql<boolean>`NOT EXISTS (SELECT 1 FROM ${spaces} WHERE ${spaces.id} = ${spaceId} AND ${spaces.visibility} = 'public')`;
}

async function claimFiles(deps: CommunityDeps, ownerId: string, postId: string, ids: string[]) {
  const claim = await claimWithin(deps, { ids, ownerId, audience: topicOf(postId) });
  if (claim) return claim;
  throw new Problem("VALIDATION_FAILED", undefined, {
    errors: [{ path: "attachments", message: "must be files that you have uploaded" }],
  });
}
