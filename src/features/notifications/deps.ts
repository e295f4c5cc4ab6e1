import type { EventDeps } from "../../platform/events/event.ts";
import type { IdempotencyDeps } from "../../platform/http/idempotency.ts";
import type { Pass, Performed, SessionsDeps } from "../sessions/index.ts";
import type { InboxQuery, NewNotification } from "./inbox.ts";

/** What the routes ask of a user's hub. */
export interface NotificationHub {
  /** A page of the list and its counts, as the JSON that the caller is sent. */
  listNotifications(query: InboxQuery): Promise<string>;
  /** Says whether there is such a notification. */
  markRead(pass: Pass | null, id: string): Promise<Performed<boolean>>;
  markAllRead(pass: Pass | null): Promise<Performed<boolean>>;
  removeNotification(pass: Pass | null, id: string): Promise<Performed<boolean>>;
  /** Tells the user something, once per key. */
  notify(key: string, input: NewNotification): Promise<void>;
  fetch(request: Request): Promise<Response>;
}

export interface NotificationsDeps extends SessionsDeps, EventDeps, IdempotencyDeps {
  notificationHubOf(userId: string): NotificationHub;
}
