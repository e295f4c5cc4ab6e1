import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { Space } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { failureOf, unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { Posts } from "../feed/posts.tsx";
import { feedQuery } from "../feed/queries.ts";
import { WriteForm } from "../feed/write-form.tsx";
import { Button } from "../ui/button.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Notice } from "../ui/notice.tsx";
import { Page } from "../ui/page.tsx";
import { Invitations } from "./invitations.tsx";
import { SpaceMembers } from "./space-members.tsx";
import { spaceMembersQuery, spaceQuery, spacesQuery } from "./queries.ts";

/** One space: what it is about, who is in it, and what they post. */
export function SpacePage() {
  const { spaceId } = useParams({ from: "/signed-in/spaces/$spaceId" });
  const query = useQuery(spaceQuery(spaceId));
  const isGone = query.error !== null && failureOf(query.error).status === 404;
  return (
    <Page title={query.data?.name ?? "Space"}>
      {isGone ? (
        <>
          <Invitations />
          <p className="text-muted">There is no such space, or it is not for you.</p>
        </>
      ) : (
        <Loaded query={query} what="the space">
          {(space) => (
            <>
              <About space={space} />
              {space.role !== null && (
                <div className="rounded-2xl border border-line bg-surface p-5">
                  <WriteForm
                    label="What is new?"
                    action="Post"
                    stale={[feedQuery(`space:${spaceId}`)]}
                    write={(content) => unwrap(client.community.publish({ content, spaceId }))}
                  />
                </div>
              )}
              <Posts feed={`space:${spaceId}`} nothing="No posts yet." />
            </>
          )}
        </Loaded>
      )}
    </Page>
  );
}

function About({ space }: { space: Space }) {
  const { id, description, visibility, memberCount, role } = space;
  const [isShowing, setIsShowing] = useState(false);
  const stale = [spaceQuery(id), spacesQuery, spaceMembersQuery(id)];
  const { members } = client.spaces;
  const { act, isPending, problem } = useAction(() => unwrap(role === null ? members.join(id) : members.leave(id)), {
    stale,
  });
  return (
    <div className="grid grid-cols-1 gap-3 rounded-2xl border border-line bg-surface p-5">
      {description !== "" && <p className="text-sm whitespace-pre-wrap wrap-anywhere">{description}</p>}
      <div className="flex flex-wrap items-center gap-2">
        <span className="mr-auto text-sm text-muted">
          {visibility} · {memberCount === 1 ? "1 member" : `${memberCount} members`}
        </span>
        <Button look="quiet" onClick={() => setIsShowing(true)}>
          Members
        </Button>
        {role !== "owner" && (
          <Button look={role === null ? "primary" : "danger"} isBusy={isPending} onClick={() => act()}>
            {role === null ? "Join" : "Leave"}
          </Button>
        )}
      </div>
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      {isShowing && <SpaceMembers space={space} onClose={() => setIsShowing(false)} />}
    </div>
  );
}
