import type { InfiniteData } from "@tanstack/react-query";
import type { NotificationEvent, NotificationPage } from "../../client/index.ts";
import { mapItems, putFirst } from "../app/items.ts";

type Data = InfiniteData<NotificationPage>;

/** The list of notifications after an event of the stream. */
export function applyEvent(data: Data, event: NotificationEvent): Data {
  switch (event.type) {
    case "notification.created":
    case "notification.updated":
      return putFirst(data, event.notification);
    case "notification.read":
      return mapItems(data, (one) => (one.id === event.notificationId ? { ...one, read: true } : one));
    case "notification.all_read":
      return mapItems(data, (one) => ({ ...one, read: true }));
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

function withUnreadCount(data: Data, unreadCount: number): Data {
  return { ...data, pages: data.pages.map((page) => ({ ...page, unreadCount })) };
}
