import { infiniteQueryOptions, type QueryKey, queryOptions } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { at, firstPage } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";

/** Whom one has blocked, the last hundred. */
export const blockedQuery = queryOptions({
  queryKey: ["blocked"],
  queryFn: async () => (await unwrap(client.moderation.blocked({ limit: 100 }))).items,
});

export function profileQuery(username: string) {
  return queryOptions({
    queryKey: ["profile", username],
    queryFn: () => unwrap(client.people.get(username)),
    staleTime: 0,
  });
}

/** Who follows somebody, or whom they follow. */
export function followListQuery(kind: "followers" | "following", username: string) {
  return infiniteQueryOptions({
    queryKey: [kind, username],
    queryFn: ({ pageParam }) => unwrap(client.people[kind](username, at(pageParam))),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });
}

/** What is read again once somebody is blocked, or no more: they, and all that people post. */
export function changedByBlock(username: string): { queryKey: QueryKey }[] {
  return [
    blockedQuery,
    profileQuery(username),
    { queryKey: ["feed"] },
    { queryKey: ["feed-newest"] },
    { queryKey: ["comments"] },
  ];
}
