import { sql } from "drizzle-orm";
import { Problem } from "../../platform/http/problem.ts";
import { findPublicProfile, userTag } from "../users/index.ts";
import type { Profile } from "./contract.ts";
import type { PeopleDeps } from "./deps.ts";
import { readFollowCounts } from "./follow-rows.ts";

/** What everybody sees of somebody in the same way; `createdAt` in ms. */
type PublicProfile = Omit<Profile, "isFollowing" | "isFollowedBy" | "isBlocked" | "createdAt"> & { createdAt: number };

/**
 * Somebody as another user sees them. A block hides nobody, here as in the search of people: it is not
 * told to whom it is about. What all see alike is as of a moment ago.
 *
 * @throws Problem `NOT_FOUND`.
 */
export async function readProfile(
  deps: PeopleDeps,
  { username, viewerId }: { username: string; viewerId: string },
): Promise<Profile> {
  // In memory alone: to look it up in the data centre's cache would take as long as to read it.
  const caching = { ttlSeconds: 60, tags: ({ id }: PublicProfile) => [userTag(id)] };
  const person = await deps.cache.getOrSet(`people.profile.v1:${username}`, caching, () => load(deps, username));
  const standing = await readStanding(deps, viewerId, person.id);
  return { ...person, ...standing, createdAt: new Date(person.createdAt).toISOString() };
}

/** That somebody is not there is not kept: they may register next. */
async function load(deps: PeopleDeps, username: string): Promise<PublicProfile> {
  const person = await findPublicProfile(deps, username);
  if (!person) throw new Problem("NOT_FOUND", "There is no such user.");
  return { ...person, ...(await readFollowCounts(deps.db, person.id)) };
}

/** How the viewer stands with somebody, now. */
async function readStanding(
  deps: PeopleDeps,
  viewerId: string,
  id: string,
): Promise<Pick<Profile, "isFollowing" | "isFollowedBy" | "isBlocked">> {
  const row = await deps.db.get<{ isFollowing: number; isFollowedBy: number; isBlocked: number }>(sql`
    SELECT
      EXISTS (SELECT 1 FROM follows WHERE follower_id = ${viewerId} AND followed_id = ${id}) AS isFollowing,
      EXISTS (SELECT 1 FROM follows WHERE follower_id = ${id} AND followed_id = ${viewerId}) AS isFollowedBy,
      EXISTS (SELECT 1 FROM blocks WHERE blocker_id = ${viewerId} AND blocked_id = ${id}) AS isBlocked`);
  return {
    isFollowing: row.isFollowing === 1,
    isFollowedBy: row.isFollowedBy === 1,
    isBlocked: row.isBlocked === 1,
  };
}
