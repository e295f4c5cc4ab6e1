import { and, eq, sql } from "drizzle-orm";
import type { DatabaseDeps } from "../../platform/db/database.ts";
import type { Counters } from "../activity/contract.ts";
import { readTotals } from "../activity/index.ts";
import type { UserSummary } from "../users/contract.ts";
import { findUserSummaries } from "../users/index.ts";
import type { PostRow } from "./access.ts";
import type { Post } from "./contract.ts";
import { postLikes, posts } from "./schema.ts";

/** What counts a post's likes, comments and views. */
export const topicOf = (postId: string) => `post:${postId}`;

/** What a feed or a search found, of which the rest is read in one go. */
export type FoundPost = { position: number; id: string; authorId: string };

/** The posts of a list, in its order, as somebody sees them: in four queries, however many they are. */
export async function readPosts(deps: DatabaseDeps, viewerId: string, found: FoundPost[]): Promise<Post[]> {
  if (found.length === 0) return [];
  const ids = found.map(({ id }) => id);
  const [rows, people, liked, totals] = await Promise.all([
    readRows(deps, found),
    findUserSummaries(deps, [...new Set(found.map(({ authorId }) => authorId))]),
    likedAmong(deps, viewerId, ids),
    readTotals(deps, ids.map(topicOf)),
  ]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const [row, counters] = [byId.get(id), totals.get(topicOf(id))];
    // One that was deleted meanwhile has none.
    return row && counters ? [renderPost(row, { people, counters, isLiked: liked.has(id) })] : [];
  });
}

async function readRows({ db }: DatabaseDeps, found: FoundPost[]): Promise<PostRow[]> {
  const asked = JSON.stringify(found.map(({ position }) => position));
  return db
    .select()
    .from(posts)
    .where(sql`${posts.position} IN (SELECT value FROM json_each(${asked}))`);
}

/** Those of the posts that somebody likes. */
export async function likedAmong({ db }: DatabaseDeps, userId: string, postIds: string[]): Promise<Set<string>> {
  const rows = await db
    .select({ id: postLikes.postId })
    .from(postLikes)
    .where(
      and(
        sql`${postLikes.postId} IN (SELECT value FROM json_each(${JSON.stringify(postIds)}))`,
        eq(postLikes.userId, userId),
        eq(postLikes.isLiked, true),
      ),
    );
  return new Set(rows.map(({ id }) => id));
}

export function renderPost(
  row: Omit<PostRow, "position">,
  { people, counters, isLiked }: { people: Map<string, UserSummary>; counters: Counters; isLiked: boolean },
): Post {
  const { id, spaceId, content, attachments, createdAt, editedAt } = row;
  return {
    id,
    author: people.get(row.authorId) ?? null,
    spaceId,
    content,
    attachments,
    counters,
    liked: isLiked,
    hidden: row.hiddenAt !== null,
    createdAt: new Date(createdAt).toISOString(),
    editedAt: editedAt === null ? null : new Date(editedAt).toISOString(),
  };
}
