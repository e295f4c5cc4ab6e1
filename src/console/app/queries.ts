import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { client } from "./client.ts";
import { ofAnybody } from "./query-client.ts";
import { unwrap } from "./request-failed.ts";

/** The cursor of the first page: none. */
export const firstPage = "";

export const at = (cursor: string) => (cursor === firstPage ? {} : { cursor });

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: () => unwrap(client.me.get()),
  staleTime: 5 * 60_000,
});

export const conversationsQuery = infiniteQueryOptions({
  queryKey: ["conversations"],
  queryFn: ({ pageParam }) => unwrap(client.chat.list({ ...at(pageParam), limit: 50 })),
  initialPageParam: firstPage,
  getNextPageParam: (page) => page.nextCursor,
});

export function conversationQuery(conversationId: string) {
  return queryOptions({
    queryKey: ["conversation", conversationId],
    queryFn: () => unwrap(client.chat.get(conversationId)),
  });
}

export const notificationsQuery = infiniteQueryOptions({
  queryKey: ["notifications"],
  queryFn: ({ pageParam }) => unwrap(client.notifications.list(at(pageParam))),
  initialPageParam: firstPage,
  getNextPageParam: (page) => page.nextCursor,
});

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  // There are never more than a hundred.
  queryFn: async () => (await unwrap(client.sessions.list({ limit: 100 }))).items,
  // Others come and go elsewhere, and nothing tells this page.
  staleTime: 0,
});

export function peopleQuery(text: string) {
  return queryOptions({
    queryKey: ["people", text],
    queryFn: async () => (await unwrap(client.users.search(text, { limit: 12 }))).items,
    enabled: text !== "",
  });
}

/** The other services that one can sign in with here. */
export const providersQuery = queryOptions({
  queryKey: ["providers"],
  queryFn: async () => (await unwrap(client.identities.providers())).items.map(({ provider }) => provider),
  staleTime: Infinity,
  meta: ofAnybody,
});
