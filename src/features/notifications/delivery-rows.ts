import type { Delivery, DeliveryChannel, DeliveryState, NotificationType } from "./contract.ts";

/** Which delivery: to which browser, too, where the channel is `push`, and else to nobody in particular. */
export type DeliveryKey = { notificationId: string; channel: DeliveryChannel; target: string };

/** How one has come out, or how it stands. */
export type DeliveryOutcome = { state: DeliveryState; provider?: string; reason?: string };

/** A digest is delivered as a notification is, under an id of its own. */
export type DeliverySubject = NotificationType | "digest";

export type DeliveryRow = {
  notification_id: string;
  channel: string;
  target: string;
  subject: string;
  state: string;
  provider: string | null;
  reason: string | null;
  at: number;
};

export const deliverySchema = [
  // `due_at`: when the hub hands it over; null once it has, and for what a digest collects.
  // `digest_id`: empty while the next digest collects it, then which one it is in.
  `
    CREATE TABLE deliveries (
      notification_id TEXT NOT NULL, channel TEXT NOT NULL, target TEXT NOT NULL, subject TEXT NOT NULL,
      state TEXT NOT NULL, provider TEXT, reason TEXT, at INTEGER NOT NULL, due_at INTEGER, digest_id TEXT,
      PRIMARY KEY (notification_id, channel, target)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX deliveries_due ON deliveries (due_at) WHERE due_at IS NOT NULL;
    CREATE INDEX deliveries_in_digest ON deliveries (digest_id) WHERE digest_id IS NOT NULL;
    CREATE INDEX deliveries_counted ON deliveries (channel, at) WHERE digest_id IS NULL AND state IN ('queued', 'sent');
    CREATE INDEX deliveries_by_age ON deliveries (at);
    CREATE TABLE unlisted_notifications (
      id TEXT PRIMARY KEY, type TEXT NOT NULL, group_key TEXT, content TEXT NOT NULL, at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX unlisted_groups ON unlisted_notifications (group_key, type, at) WHERE group_key IS NOT NULL;
    CREATE INDEX unlisted_by_age ON unlisted_notifications (at);
    CREATE TABLE next_digest (one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL) STRICT;
  `,
  "CREATE INDEX deliveries_held_back ON deliveries (channel) WHERE digest_id IS NULL AND state = 'deferred'",
];

export function keyOf(row: DeliveryRow): DeliveryKey {
  // Written by the hub out of a DeliveryKey.
  return { notificationId: row.notification_id, channel: row.channel as DeliveryChannel, target: row.target };
}

export function renderDelivery(row: DeliveryRow): Delivery {
  return {
    channel: keyOf(row).channel,
    // Written by the hub out of a DeliveryState.
    state: row.state as DeliveryState,
    at: new Date(row.at).toISOString(),
    ...(row.provider !== null && { provider: row.provider }),
    ...(row.reason !== null && { reason: row.reason }),
  };
}
