import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { at, firstPage } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";
import type { InboxFilter } from "../notifications/apply-event.ts";
import { inboxKey } from "../notifications/notification-lists.ts";

export function inboxQuery(filter: InboxFilter) {
  return infiniteQueryOptions({
    queryKey: inboxKey(filter),
    queryFn: ({ pageParam }) => unwrap(client.notifications.list({ ...at(pageParam), ...filter, limit: 30 })),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
    // The stream keeps up what is shown; what was read for another view may have been missed.
    staleTime: 0,
  });
}

export const preferencesQuery = queryOptions({
  queryKey: ["notification-preferences"],
  queryFn: () => unwrap(client.notifications.preferences.get()),
  // A mail's link, or another device, may have changed them.
  staleTime: 0,
});
