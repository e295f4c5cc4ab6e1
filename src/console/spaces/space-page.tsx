import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { Space } from "../../client/index.ts";
import { failureOf } from "../app/request-failed.ts";
import { LockIcon } from "../feed/icons.tsx";
import { NewPost } from "../feed/new-post.tsx";
import { Nothing } from "../feed/nothing.tsx";
import { Posts } from "../feed/posts.tsx";
import { t } from "../strings/later.ts";
import { buttonClass } from "../ui/button.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Page } from "../ui/page.tsx";
import { Invitations } from "./invitations.tsx";
import { spaceQuery } from "./queries.ts";
import { SpaceHeader } from "./space-header.tsx";

/** One space: what it is about, who is in it, and what they post. */
export function SpacePage() {
  const { spaceId } = useParams({ from: "/signed-in/spaces/$spaceId" });
  const query = useQuery(spaceQuery(spaceId));
  const isClosed = query.error !== null && failureOf(query.error).status === 404;
  return (
    <Page title={(!isClosed && query.data?.name) || t("spaces.space.fallbackTitle")}>
      {isClosed ? (
        <Closed />
      ) : (
        <Loaded query={query} what={t("spaces.space.what")}>
          {(space) => <Open space={space} />}
        </Loaded>
      )}
    </Page>
  );
}

/** Nobody is told whether it is not there or not for them; an invitation into it would be among one's own. */
function Closed() {
  return (
    <>
      <Invitations />
      <Nothing icon={<LockIcon />} title={t("spaces.space.closed")} hint={t("spaces.space.closedHint")}>
        <Link to="/spaces" className={buttonClass("quiet")}>
          {t("spaces.space.toSpaces")}
        </Link>
      </Nothing>
    </>
  );
}

function Open({ space }: { space: Space }) {
  const { id, role } = space;
  return (
    <>
      <SpaceHeader space={space} />
      {role === null ? (
        <p className="text-center text-sm text-muted">{t("spaces.space.onlyMembers")}</p>
      ) : (
        <NewPost spaceId={id} />
      )}
      <Posts
        key={id}
        feed={`space:${id}`}
        isInCharge={role === "owner" || role === "admin"}
        nothing={<Nothing title={t("spaces.space.noPosts")} hint={t("spaces.space.noPostsHint")} />}
      />
    </>
  );
}
