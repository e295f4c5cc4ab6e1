import type { NotificationEvent } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { notificationsQuery } from "../app/queries.ts";
import { queryClient } from "../app/query-client.ts";
import { unwrap } from "../app/request-failed.ts";
import { tellFailure } from "../ui/toasts.tsx";
import { applyEvent, type InboxFilter, type NotificationPages } from "./apply-event.ts";

const { queryKey } = notificationsQuery;

/** The key of one view of the inbox. It begins as that of the bell's list: what changes that changes this. */
export const inboxKey = (filter: InboxFilter) => [...queryKey, "inbox", filter] as const;

/** Shows what has happened in every list that was read: the bell's, and those of the inbox. */
export function applyToLists(event: NotificationEvent): void {
  for (const { queryKey: key } of queryClient.getQueryCache().findAll({ queryKey })) {
    // Written by `inboxKey`; the bell's list has no filter.
    const filter = key[2] as InboxFilter | undefined;
    queryClient.setQueryData<NotificationPages>(key, (data) => data && applyEvent(data, event, filter));
  }
}

export function readListsAgain(): void {
  void queryClient.invalidateQueries({ queryKey });
}

/** Shows it read at once. Where the server can't be told, it is shown as it is there. */
export function markRead(notificationId: string): void {
  const unreadCount = unreadCountNow();
  // The stream brings the same events again, with their places in it.
  applyToLists({ type: "notification.read", seq: 0, notificationId });
  applyToLists({ type: "unread", count: Math.max(0, unreadCount - 1) });
  unwrap(client.notifications.markRead(notificationId)).catch(putBack);
}

export function markAllRead(): void {
  applyToLists({ type: "notification.all_read", seq: 0 });
  applyToLists({ type: "unread", count: 0 });
  unwrap(client.notifications.markAllRead()).catch(putBack);
}

function putBack(error: unknown): void {
  tellFailure(error);
  readListsAgain();
}

function unreadCountNow(): number {
  return queryClient.getQueryData(queryKey)?.pages[0]?.unreadCount ?? 0;
}
