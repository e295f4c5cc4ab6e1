import type { InfiniteData, QueryKey } from "@tanstack/react-query";
import type { Post } from "../../client/index.ts";
import { mapItems, putFirst } from "../app/items.ts";
import { queryClient } from "../app/query-client.ts";
import { type FeedName, feedQuery, feedsKey, newestKey, postQuery } from "./queries.ts";

type PostPage = { items: Post[]; nextCursor: string | null };
type Posts = InfiniteData<PostPage>;

/** Changes a post wherever it is shown; null takes it away. */
export function changePost(postId: string, change: (post: Post) => Post | null): void {
  queryClient.setQueriesData<Posts>(
    feedsKey,
    (data) => data && mapItems(data, (post) => (post.id === postId ? change(post) : post)),
  );
  // What was read to find new ones too: what is taken away is not new there.
  queryClient.setQueriesData<PostPage>(
    newestKey,
    (data) =>
      data && { ...data, items: data.items.flatMap((post) => (post.id === postId ? (change(post) ?? []) : post)) },
  );
  queryClient.setQueryData(postQuery(postId).queryKey, (post) => (post && change(post)) ?? undefined);
}

/** Puts one's new post in front of the feeds that it belongs to. One that is being read may not have it, and is read anew. */
export function addPost(post: Post): void {
  const feeds: FeedName[] = ["home", post.spaceId === null ? "global" : `space:${post.spaceId}`];
  if (post.author) feeds.push(`user:${post.author.username}`);
  for (const feed of feeds) {
    const { queryKey } = feedQuery(feed);
    const isRead = queryClient.getQueryState(queryKey)?.fetchStatus === "idle";
    if (isRead) queryClient.setQueryData(queryKey, (data) => data && putFirst(data, post));
    else void readAnew(queryKey);
  }
}

/** What is under way is given up first: without data, the query would wait for that instead. */
async function readAnew(queryKey: QueryKey): Promise<void> {
  await queryClient.cancelQueries({ queryKey });
  await queryClient.invalidateQueries({ queryKey });
}
