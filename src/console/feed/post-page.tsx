import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { client } from "../app/client.ts";
import { meQuery } from "../app/queries.ts";
import { failureOf } from "../app/request-failed.ts";
import { Loaded } from "../ui/loaded.tsx";
import { Page } from "../ui/page.tsx";
import { Comments } from "./comments.tsx";
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
  return (
    <Page title="Post">
      {isGone ? (
        <p className="text-muted">There is no such post, or it is not for you.</p>
      ) : (
        <Loaded query={query} what="the post">
          {(post) => (
            <>
              <PostCard post={post} meId={me.id} />
              <Comments postId={postId} meId={me.id} />
            </>
          )}
        </Loaded>
      )}
    </Page>
  );
}
