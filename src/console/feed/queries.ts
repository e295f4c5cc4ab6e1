import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { at, firstPage } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";

/** Whose posts: of those whom one follows, of everybody, of a space, or of somebody. */
export type FeedName = Parameters<typeof client.community.feed>[0];

export const feedsKey = { queryKey: ["feed"] };
/** What is at the top of feeds by now, where they are looked at. */
export const newestKey = { queryKey: ["feed-newest"] };

export function feedQuery(feed: FeedName) {
  return infiniteQueryOptions({
    queryKey: [...feedsKey.queryKey, feed],
    queryFn: ({ pageParam }) => unwrap(client.community.feed(feed, at(pageParam))),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
    // What one reads does not shift by itself: what is new is counted beside it, see `useNewPosts`.
    staleTime: Infinity,
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

/** Posts, people or spaces that have the words of a text. Posts lie among the feeds, and change with them. */
export function searchQuery<K extends "posts" | "users" | "spaces">(kind: K, text: string) {
  return infiniteQueryOptions({
    queryKey: kind === "posts" ? [...feedsKey.queryKey, "search", text] : ["search", kind, text],
    queryFn: ({ pageParam }) => unwrap(client.community.search(kind, text, at(pageParam))),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
    enabled: text !== "",
  });
}
