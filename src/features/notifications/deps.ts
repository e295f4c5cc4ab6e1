import type { EventDeps } from "../../platform/events/event.ts";
import type { IdempotencyDeps } from "../../platform/http/idempotency.ts";
import type { SessionsDeps } from "../sessions/index.ts";
import type { Inbox, NewNotification } from "./inbox.ts";

/** What the routes ask of a user's hub. */
export interface NotificationHub {
  listNotifications(query: Parameters<Inbox["list"]>[0]): Promise<ReturnType<Inbox["list"]>>;
  markRead(id: string): Promise<boolean>;
  markAllRead(): Promise<void>;
  removeNotification(id: string): Promise<boolean>;
  /** Tells the user something, once per key. */
  notify(key: string, input: NewNotification): Promise<void>;
  fetch(request: Request): Promise<Response>;
}

export interface NotificationsDeps extends SessionsDeps, EventDeps, IdempotencyDeps {
  notificationHubOf(userId: string): NotificationHub;
}
