import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import type { Post, User } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { meQuery } from "../app/queries.ts";
import { queryClient } from "../app/query-client.ts";
import { failureOf } from "../app/request-failed.ts";
import { spaceQuery } from "../spaces/queries.ts";
import { t } from "../strings/strings.ts";
import { buttonClass } from "../ui/button.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Page } from "../ui/page.tsx";
import { Comments } from "./comments.tsx";
import { Nothing } from "./nothing.tsx";
import { PostCard } from "./post-card.tsx";
import { postQuery } from "./queries.ts";

/** One post, with what was said about it. */
export function PostPage() {
  const { postId } = useParams({ from: "/signed-in/posts/$postId" });
  const { data: me } = useSuspenseQuery(meQuery);
  const query = useQuery(postQuery(postId));
  useEffect(() => {
    // That it was seen is worth counting, but no reason to tell of a failure.
    void client.community.view(postId);
  }, [postId]);
  const isGone = query.error !== null && failureOf(query.error).status === 404;
  const name = query.data?.author?.displayName;
  return (
    <Page title={name === undefined ? t("feed.post.title") : t("feed.post.titleBy", { name })}>
      {isGone ? (
        <Nothing title={t("feed.post.gone")} hint={t("feed.post.goneHint")}>
          <Link to="/feed" className={buttonClass("quiet")}>
            {t("feed.post.toFeed")}
          </Link>
        </Nothing>
      ) : (
        <Loaded query={query} what={t("feed.post.what")}>
          {(post) => <PostWithComments post={post} me={me} />}
        </Loaded>
      )}
    </Page>
  );
}

function PostWithComments({ post, me }: { post: Post; me: User }) {
  const navigate = useNavigate();
  const { data: space } = useQuery({ ...spaceQuery(post.spaceId ?? ""), enabled: post.spaceId !== null });
  const isInCharge = space?.role === "owner" || space?.role === "admin";
  const leave = async () => {
    await navigate({ to: "/feed", replace: true });
    queryClient.removeQueries(postQuery(post.id));
  };
  return (
    <>
      <PostCard post={post} me={me} isInCharge={isInCharge} onGone={() => void leave()} />
      <Comments post={post} me={me} isInCharge={isInCharge} />
    </>
  );
}
