import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { at, firstPage } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";

/** Whose posts: of those whom one follows, of everybody, of a space, or of somebody. */
export type FeedName = Parameters<typeof client.community.feed>[0];

export const feedsKey = { queryKey: ["feed"] };

export function feedQuery(feed: FeedName) {
  return infiniteQueryOptions({
    queryKey: [...feedsKey.queryKey, feed],
    queryFn: ({ pageParam }) => unwrap(client.community.feed(feed, at(pageParam))),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function postQuery(postId: string) {
  return queryOptions({
    queryKey: ["post", postId],
    queryFn: () => unwrap(client.community.get(postId)),
    staleTime: 0,
  });
}

export function commentsQuery(postId: string) {
  return infiniteQueryOptions({
    queryKey: ["comments", postId],
    queryFn: ({ pageParam }) => unwrap(client.community.comments.list(postId, { ...at(pageParam), limit: 50 })),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });
}

export function profileQuery(username: string) {
  return queryOptions({
    queryKey: ["profile", username],
    queryFn: () => unwrap(client.people.get(username)),
    staleTime: 0,
  });
}
