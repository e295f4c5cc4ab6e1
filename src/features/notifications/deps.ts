import type { EventDeps } from "../../platform/events/event.ts";
import type { IdempotencyDeps } from "../../platform/http/idempotency.ts";
import type { EnqueueDeps } from "../../platform/queue/job.ts";
import type { LiveObject, Pass, Performed, SessionsDeps } from "../sessions/index.ts";
import type {
  Delivery,
  NewPushSubscription,
  NotificationPreferences,
  PushSubscriptionSummary,
  ReplacePreferences,
  Unsubscription,
} from "./contract.ts";
import type { DeliveryOrder } from "./courier.ts";
import type { DeliveryKey, DeliveryOutcome } from "./delivery-rows.ts";
import type { InboxQuery } from "./inbox-pages.ts";
import type { NewNotification } from "./new-notification.ts";

/** What the routes ask of a user's hub. */
export interface NotificationHub extends LiveObject {
  /** A page of the list and its counts, as the JSON that the caller is sent. */
  listNotifications(query: InboxQuery): Promise<string>;
  /** Says whether there is such a notification. */
  markRead(pass: Pass | null, id: string): Promise<Performed<boolean>>;
  markAllRead(pass: Pass | null): Promise<Performed<boolean>>;
  removeNotification(pass: Pass | null, id: string): Promise<Performed<boolean>>;
  /** Tells the user something, once per key. */
  notify(key: string, input: NewNotification): Promise<void>;
  /** Has presence end between the user and whoever is a stranger by now. */
  reconsiderAcquaintances(): Promise<void>;
  preferences(): Promise<NotificationPreferences>;
  replacePreferences(given: ReplacePreferences): Promise<NotificationPreferences>;
  /** Ends the mails of a type, or of the digest. */
  unsubscribe(subject: Unsubscription["subject"]): Promise<void>;
  pushSubscriptions(): Promise<PushSubscriptionSummary[]>;
  /** Null where the session is over. */
  addPushSubscription(
    sessionId: string,
    input: NewPushSubscription,
  ): Promise<{ subscription: PushSubscriptionSummary; isNew: boolean } | null>;
  removePushSubscription(id: string): Promise<boolean>;
  /** What came of a notification by each channel; null where there is no such notification. */
  deliveriesOf(notificationId: string): Promise<Delivery[] | null>;
  /** What a job is to send; null where there is nothing to send any more. */
  takeDelivery(key: DeliveryKey): Promise<DeliveryOrder | null>;
  settleDelivery(key: DeliveryKey, outcome: DeliveryOutcome & { isUnreachable?: boolean }): Promise<void>;
}

export interface NotificationsDeps extends SessionsDeps, EventDeps, IdempotencyDeps, EnqueueDeps {
  notificationHubOf(userId: string): NotificationHub;
  /** The key that browsers subscribe with; null where nothing is pushed to them. */
  pushPublicKey: string | null;
  /** The phone number that a user has proved to be theirs. */
  findPhone(userId: string): Promise<string | undefined>;
}
