import { and, eq, sql } from "drizzle-orm";
import type { Database, DatabaseDeps } from "../../platform/db/database.ts";
import { followCounts, follows } from "./schema.ts";

/** So many one person follows at most: their feed is made of as many. */
export const maxFollowing = 5_000;

type Follow = { followerId: string; followedId: string };

/** Whether one follows the other. */
export async function isFollowing(db: Database, follow: Follow): Promise<boolean> {
  const row = await db.select({ followedId: follows.followedId }).from(follows).where(isFollow(follow)).get();
  return row !== undefined;
}

/** Who among these follows a user and is followed back. One query, of two rows for each at most. */
export async function findMutualFollows(deps: DatabaseDeps, userId: string, otherIds: string[]): Promise<Set<string>> {
  if (otherIds.length === 0) return new Set();
  const rows = await deps.db.all<{ id: string }>(sql`
    SELECT other.value AS id FROM json_each(${JSON.stringify(otherIds)}) AS other
      JOIN ${follows} AS theirs ON theirs.follower_id = other.value AND theirs.followed_id = ${userId}
      JOIN ${follows} AS ours ON ours.follower_id = ${userId} AND ours.followed_id = other.value
  `);
  return new Set(rows.map(({ id }) => id));
}

/** How many follow somebody, and how many they follow. */
export async function readFollowCounts(
  db: Database,
  userId: string,
): Promise<{ followers: number; following: number }> {
  const row = await db
    .select({ followers: followCounts.followers, following: followCounts.following })
    .from(followCounts)
    .where(eq(followCounts.userId, userId))
    .get();
  return row ?? { followers: 0, following: 0 };
}

export function isFollow({ followerId, followedId }: Follow) {
  return and(eq(follows.followerId, followerId), eq(follows.followedId, followedId));
}
