import { and, not, or } from "drizzle-orm";
import { requireChange } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { reactTo } from "../../platform/events/reaction.ts";
import { noBlockBetween, userBlocked } from "../moderation/index.ts";
import type { PeopleDeps } from "./deps.ts";
import { userFollowed, userUnfollowed } from "./events.ts";
import { tagsOf } from "./follow.ts";
import { isFollow } from "./follow-rows.ts";
import { follows } from "./schema.ts";

/**
 * Who has blocked somebody follows them no longer, nor is followed by them: none begins while the block stands.
 * Heard of after the block was taken back, it ends nothing; taken back at the same moment, it is heard of again.
 */
const endFollows = reactTo(userBlocked, "people.end-follows", async (deps: PeopleDeps, { blockerId, blockedId }) => {
  const [one, other] = [
    { followerId: blockerId, followedId: blockedId },
    { followerId: blockedId, followedId: blockerId },
  ];
  const isStanding = not(noBlockBetween(deps.db, blockerId, blockedId));
  const found = await deps.db
    .select()
    .from(follows)
    .where(and(or(isFollow(one), isFollow(other)), isStanding));
  return found.flatMap(({ followerId, followedId }) => [
    deps.db.delete(follows).where(and(isFollow({ followerId, followedId }), isStanding)),
    requireChange(deps),
    recordEvent(deps, userUnfollowed, { userId: followedId, followerId }),
  ]);
});

const forgetFollow = (deps: PeopleDeps, follow: { userId: string; followerId: string }) =>
  deps.cache.invalidate(tagsOf({ followerId: follow.followerId, followedId: follow.userId }));

/** Both profiles are cached with their counts. */
const forgetFollowed = reactTo(userFollowed, "people.forget-followed", async (deps: PeopleDeps, follow) =>
  forgetFollow(deps, follow),
);
const forgetUnfollowed = reactTo(userUnfollowed, "people.forget-unfollowed", async (deps: PeopleDeps, follow) =>
  forgetFollow(deps, follow),
);

export const peopleReactions = [endFollows, forgetFollowed, forgetUnfollowed];
