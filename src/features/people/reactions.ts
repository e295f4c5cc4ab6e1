import { or } from "drizzle-orm";
import { recordEvent } from "../../platform/events/event.ts";
import { reactTo } from "../../platform/events/reaction.ts";
import { userBlocked } from "../moderation/index.ts";
import type { PeopleDeps } from "./deps.ts";
import { userFollowed, userUnfollowed } from "./events.ts";
import { tagsOf } from "./follow.ts";
import { isFollow } from "./follow-rows.ts";
import { follows } from "./schema.ts";

/** Who has blocked somebody follows them no longer, nor is followed by them: none begins while the block stands. */
const endFollows = reactTo(userBlocked, "people.end-follows", async (deps: PeopleDeps, { blockerId, blockedId }) => {
  const [one, other] = [
    { followerId: blockerId, followedId: blockedId },
    { followerId: blockedId, followedId: blockerId },
  ];
  const found = await deps.db
    .select()
    .from(follows)
    .where(or(isFollow(one), isFollow(other)));
  return found.flatMap(({ followerId, followedId }) => [
    deps.db.delete(follows).where(isFollow({ followerId, followedId })),
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
