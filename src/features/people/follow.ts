import { sql } from "drizzle-orm";
import { commit, GuardFailed, requireChange, type Statement } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { Problem } from "../../platform/http/problem.ts";
import { hasBlockBetween, noBlockBetween } from "../moderation/index.ts";
import { findUserByUsername, userTag } from "../users/index.ts";
import type { PeopleDeps } from "./deps.ts";
import { userFollowed, userUnfollowed } from "./events.ts";
import { isFollow, isFollowing, maxFollowing } from "./follow-rows.ts";
import { followCounts, follows } from "./schema.ts";

type Follow = { followerId: string; username: string };
type Pair = { followerId: string; followedId: string };

/** What shows how many follow the one, and how many the other follows. */
export const tagsOf = ({ followerId, followedId }: Pair) => [userTag(followerId), userTag(followedId)];

/**
 * Follows somebody; doing it again changes nothing.
 *
 * @throws Problem `NOT_FOUND` for who is not there, `VALIDATION_FAILED` for oneself, `FORBIDDEN` where one of
 *   the two has blocked the other, `CONFLICT` past {@link maxFollowing}.
 */
export async function followUser(deps: PeopleDeps, { followerId, username }: Follow): Promise<void> {
  const followedId = await requireOther(deps, followerId, username);
  const pair = { followerId, followedId };
  const event = recordEvent(deps, userFollowed, { userId: followedId, followerId });
  if (await commitOnce(deps, pair, insertFollow(deps, pair), event)) return;
  if (await hasBlockBetween(deps.db, followerId, followedId))
    throw new Problem("FORBIDDEN", "You cannot follow this person.");
  if (await isFollowing(deps.db, pair)) return;
  throw new Problem("CONFLICT", `One follows ${maxFollowing} people at most.`);
}

/** Follows somebody no longer; where one does not, nothing changes. @throws as {@link followUser}. */
export async function unfollowUser(deps: PeopleDeps, { followerId, username }: Follow): Promise<void> {
  const followedId = await requireOther(deps, followerId, username);
  const pair = { followerId, followedId };
  const unfollow = deps.db.delete(follows).where(isFollow(pair));
  await commitOnce(deps, pair, unfollow, recordEvent(deps, userUnfollowed, { userId: followedId, followerId }));
}

/** Guarded in the statement: who is blocked at the same moment does not follow, and the last one is the last. */
function insertFollow(deps: PeopleDeps, { followerId, followedId }: Pair) {
  const values = sql`SELECT ${followerId}, ${followedId}, ${deps.now()}
    WHERE ${noBlockBetween(deps.db, followerId, followedId)}
      AND NOT EXISTS (SELECT 1 FROM ${followCounts} WHERE user_id = ${followerId} AND following >= ${maxFollowing})`;
  return deps.db.insert(follows).select(values).onConflictDoNothing();
}

async function requireOther(deps: PeopleDeps, userId: string, username: string): Promise<string> {
  const other = await findUserByUsername(deps, username);
  if (!other) throw new Problem("NOT_FOUND", "There is no such user.");
  if (other.id !== userId) return other.id;
  throw new Problem("VALIDATION_FAILED", undefined, {
    errors: [{ path: "username", message: "must be somebody else" }],
  });
}

/** A change with its event, unless nothing changes. @returns whether anything did. */
async function commitOnce(deps: PeopleDeps, pair: Pair, change: Statement, event: Statement): Promise<boolean> {
  try {
    await commit(deps, [change, requireChange(deps), event]);
    deps.cache.forget(tagsOf(pair));
    return true;
  } catch (error) {
    if (error instanceof GuardFailed) return false;
    throw error;
  }
}
