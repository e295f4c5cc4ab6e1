import type { Profile } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { queryClient } from "../app/query-client.ts";
import { unwrap } from "../app/request-failed.ts";
import { t } from "../strings/strings.ts";
import { Button } from "../ui/button.tsx";
import { tellFailure } from "../ui/toasts.tsx";
import { followListQuery, profileQuery } from "./queries.ts";

/** Follows somebody, or no more: shown at once, and as it was where it fails. */
export function FollowButton({ profile }: { profile: Profile }) {
  const { displayName: name, isFollowing } = profile;
  return (
    <Button
      look={isFollowing ? "quiet" : "primary"}
      aria-label={isFollowing ? t("feed.follow.unfollowSomebody", { name }) : t("feed.follow.followSomebody", { name })}
      onClick={() => void toggleFollow(profile)}
      className="min-h-9!"
    >
      {isFollowing ? t("feed.follow.unfollow") : t("feed.follow.follow")}
    </Button>
  );
}

async function toggleFollow({ username, isFollowing }: Profile): Promise<void> {
  show(username, !isFollowing);
  const change = isFollowing ? client.people.unfollow(username) : client.people.follow(username);
  try {
    await unwrap(change);
  } catch (error) {
    show(username, isFollowing);
    tellFailure(error);
  }
  const stale = [profileQuery(username), followListQuery("followers", username), { queryKey: ["feed", "home"] }];
  await Promise.all(stale.map(({ queryKey }) => queryClient.invalidateQueries({ queryKey })));
}

function show(username: string, isFollowing: boolean): void {
  queryClient.setQueryData(
    profileQuery(username).queryKey,
    (profile) => profile && { ...profile, isFollowing, followers: profile.followers + (isFollowing ? 1 : -1) },
  );
}
