import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import type { Profile } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { meQuery } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Notice } from "../ui/notice.tsx";
import { Page } from "../ui/page.tsx";
import { Posts } from "./posts.tsx";
import { profileQuery } from "./queries.ts";

/** Somebody: who they are, whether one follows them, and what they posted. */
export function ProfilePage() {
  const { username } = useParams({ from: "/signed-in/users/$username" });
  const { data: me } = useSuspenseQuery(meQuery);
  const query = useQuery(profileQuery(username));
  return (
    <Page title={query.data?.displayName ?? `@${username}`}>
      <Loaded query={query} what="the profile">
        {(profile) => (
          <>
            <About profile={profile} isMe={profile.id === me.id} />
            <Posts feed={`user:${username}`} nothing="No posts yet." />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function About({ profile, isMe }: { profile: Profile; isMe: boolean }) {
  const { id, username, displayName, bio, followers, following, isFollowing, isFollowedBy } = profile;
  const navigate = useNavigate();
  const follow = useAction(
    () => unwrap(isFollowing ? client.people.unfollow(username) : client.people.follow(username)),
    {
      stale: [profileQuery(username), { queryKey: ["feed", "home"] }],
    },
  );
  const write = useAction(async () => {
    const conversation = await unwrap(client.chat.openDirect(id));
    await navigate({ to: "/conversations/$conversationId", params: { conversationId: conversation.id } });
  });
  const problem = follow.problem ?? write.problem;
  return (
    <div className="grid grid-cols-1 gap-3 rounded-2xl border border-line bg-surface p-5">
      <div className="flex flex-wrap items-center gap-4">
        <Avatar name={displayName} id={id} size="size-14 text-lg" />
        <p className="grid min-w-40 flex-1 text-sm text-muted">
          <span>@{username}</span>
          <span>
            {followers} followers · follows {following}
            {isFollowedBy && " · follows you"}
          </span>
        </p>
        {!isMe && (
          <div className="flex gap-2">
            <Button look={isFollowing ? "quiet" : "primary"} isBusy={follow.isPending} onClick={() => follow.act()}>
              {isFollowing ? "Unfollow" : "Follow"}
            </Button>
            <Button look="quiet" isBusy={write.isPending} onClick={() => write.act()}>
              Message
            </Button>
          </div>
        )}
      </div>
      {bio !== "" && <p className="text-sm whitespace-pre-wrap wrap-anywhere">{bio}</p>}
      {problem !== null && <Notice look="problem">{problem}</Notice>}
    </div>
  );
}
