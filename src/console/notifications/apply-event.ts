import type { InfiniteData } from "@tanstack/react-query";
import type { Notification, NotificationEvent, NotificationPage, NotificationType } from "../../client/index.ts";
import { mapItems, putFirst } from "../app/items.ts";

/** What of the notifications a list shows. */
export type InboxFilter = { unread?: true; type?: NotificationType };

export type NotificationPages = InfiniteData<NotificationPage>;

/** A list of notifications after an event of the stream. */
export function applyEvent(
  data: NotificationPages,
  event: NotificationEvent,
  filter: InboxFilter = {},
): NotificationPages {
  switch (event.type) {
    case "notification.created":
    case "notification.updated":
      return isShown(event.notification, filter) ? putFirst(data, event.notification) : data;
    case "notification.read":
      return mapItems(data, (one) => (one.id === event.notificationId ? shownAsRead(one, filter) : one));
    case "notification.all_read":
      return mapItems(data, (one) => shownAsRead(one, filter));
    case "notification.deleted":
      return mapItems(data, (one) => (one.id === event.notificationId ? null : one));
    case "ready":
      return withUnreadCount(data, event.unreadCount);
    case "unread":
      return withUnreadCount(data, event.count);
    case "reset":
    case "conversation.updated":
    case "presence.changed":
    case "session.revoked":
      return data;
  }
}

function isShown({ type, read }: Notification, filter: InboxFilter): boolean {
  return (filter.type === undefined || filter.type === type) && !(filter.unread === true && read);
}

function shownAsRead(one: Notification, filter: InboxFilter): Notification | null {
  const read = { ...one, read: true };
  return isShown(read, filter) ? read : null;
}

function withUnreadCount(data: NotificationPages, unreadCount: number): NotificationPages {
  return { ...data, pages: data.pages.map((page) => ({ ...page, unreadCount })) };
}
