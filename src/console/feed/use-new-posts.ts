import { queryOptions, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Post } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { firstPage } from "../app/queries.ts";
import { queryClient } from "../app/query-client.ts";
import { unwrap } from "../app/request-failed.ts";
import { followSpace } from "./live-counters.ts";
import { changePost } from "./post-cache.ts";
import { type FeedName, feedQuery, newestKey } from "./queries.ts";

/** Nothing tells of posts in feeds that are made of many sources, so these are asked for while somebody looks. */
const askedEachMs = 20_000;

/** The beginning of a feed as it is now; it counts as read when the feed was. */
function newestQuery(feed: FeedName, readAt: number) {
  return queryOptions({
    queryKey: [...newestKey.queryKey, feed],
    queryFn: () => unwrap(client.community.feed(feed)),
    initialData: { items: [], nextCursor: null },
    initialDataUpdatedAt: readAt,
    staleTime: askedEachMs,
    gcTime: 0,
    refetchInterval: askedEachMs,
    refetchOnWindowFocus: "always",
    // That nothing new could be found is no news.
    retry: false,
  });
}

/** How many posts there are that a feed does not show yet, and showing them; `readAt` is when it was read. */
export function useNewPosts(feed: FeedName, posts: Post[], readAt: number) {
  const { data: newest } = useQuery(newestQuery(feed, readAt));
  const spaceId = feed.startsWith("space:") ? feed.slice("space:".length) : null;
  useEffect(() => {
    if (spaceId === null) return;
    return followSpace(spaceId, () => void queryClient.invalidateQueries({ queryKey: [...newestKey.queryKey, feed] }));
  }, [feed, spaceId]);
  const known = new Map(posts.map((post) => [post.id, post]));
  useEffect(() => {
    // What was edited meanwhile says so where it is read.
    for (const { id, content, editedAt } of newest.items) {
      const before = known.get(id);
      const isLater = editedAt !== null && editedAt > (before?.editedAt ?? "");
      if (before && isLater) changePost(id, (post) => ({ ...post, content, editedAt }));
    }
  });
  // What is shown has no gaps, so whatever is newer than its oldest and not among it is new.
  const since = posts.at(-1)?.createdAt ?? "";
  const fresh = newest.items.filter(({ id, createdAt }) => !known.has(id) && createdAt > since);
  const show = () =>
    queryClient.setQueryData(feedQuery(feed).queryKey, () => ({ pages: [newest], pageParams: [firstPage] }));
  return { count: fresh.length, isAll: fresh.length < newest.items.length || newest.nextCursor === null, show };
}
