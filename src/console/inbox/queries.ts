import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { NotificationType } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { at, firstPage } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";

/** What is shown of the inbox. */
export type InboxFilter = { unread?: true; type?: NotificationType };

/** Its key begins as that of the bell's list: what changes that changes this. */
export function inboxQuery(filter: InboxFilter) {
  return infiniteQueryOptions({
    queryKey: ["notifications", "inbox", filter],
    queryFn: ({ pageParam }) => unwrap(client.notifications.list({ ...at(pageParam), ...filter, limit: 30 })),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });
}

export const preferencesQuery = queryOptions({
  queryKey: ["notification-preferences"],
  queryFn: () => unwrap(client.notifications.preferences.get()),
});
