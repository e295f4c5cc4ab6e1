import type {
  Delivery,
  NotificationPage,
  NotificationType,
  Unsubscription,
} from "../features/notifications/contract.ts";
import { NotificationsLive, type NotificationsLiveOptions } from "./notifications-live.ts";
import { Preferences } from "./preferences.ts";
import { PushSubscriptions } from "./push-subscriptions.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

type NotificationListQuery = { unread?: boolean; type?: NotificationType; limit?: number; cursor?: string };

/** What happened to the user, and it live. */
export class Notifications {
  readonly preferences: Preferences;
  readonly pushSubscriptions: PushSubscriptions;
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
    this.preferences = new Preferences(transport);
    this.pushSubscriptions = new PushSubscriptions(transport);
  }

  /** Newest first, with how many are unread in all. */
  list(query: NotificationListQuery = {}): Promise<Result<NotificationPage>> {
    return this.#transport.request("GET", "/notifications", { query });
  }

  markRead(notificationId: string): Promise<Result<null>> {
    return this.#transport.request("PUT", `/notifications/${notificationId}/read`);
  }

  markAllRead(): Promise<Result<null>> {
    return this.#transport.request("PUT", "/notifications/read-all");
  }

  remove(notificationId: string): Promise<Result<null>> {
    return this.#transport.request("DELETE", `/notifications/${notificationId}`);
  }

  /** What came of a notification by each channel. */
  deliveries(notificationId: string): Promise<Result<{ items: Delivery[] }>> {
    return this.#transport.request("GET", `/notifications/${notificationId}/deliveries`);
  }

  /** What the token of a mail's link would end. Needs nobody signed in. `TOKEN_INVALID`. */
  unsubscription(token: string): Promise<Result<Unsubscription>> {
    return this.#transport.request("GET", "/notifications/unsubscribe", { query: { token }, auth: "none" });
  }

  /** Ends the mails that the token of a mail's link names. Needs nobody signed in. `TOKEN_INVALID`. */
  unsubscribe(token: string): Promise<Result<Unsubscription>> {
    return this.#transport.request("POST", "/notifications/unsubscribe", { query: { token }, auth: "none" });
  }

  /** Opens the user's stream, which stays open across lost connections until `close()`. */
  live(options: NotificationsLiveOptions): NotificationsLive {
    return new NotificationsLive(this.#transport, options);
  }
}
