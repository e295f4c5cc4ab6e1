import { migrate } from "../../platform/db/object-schema.ts";
import { newId } from "../../platform/ids/typeid.ts";
import type { Delivery, DeliveryChannel } from "./contract.ts";
import {
  type DeliveryKey,
  type DeliveryOutcome,
  type DeliveryRow,
  deliverySchema,
  type DeliverySubject,
  keyOf,
  renderDelivery,
} from "./delivery-rows.ts";

const keptMs = 30 * 24 * 3600 * 1000;
/** So many old ones go at a time, whenever one is added. */
const pruneStep = 100;

export type NewDelivery = DeliveryKey &
  DeliveryOutcome & {
    subject: DeliverySubject;
    /** When it is to be handed over; null for one that is decided, or that the next digest takes in. */
    dueAt: number | null;
    isCollected?: boolean;
  };
export type DueDelivery = DeliveryKey & { subject: DeliverySubject };

/**
 * What one user is told outside the app: the outbox from which the hub hands deliveries over, and the history
 * of what came of each. In the storage of the user's hub, written in the transaction that adds the notification.
 */
export class Deliveries {
  readonly #sql: SqlStorage;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    migrate(storage, "deliveries", deliverySchema);
  }

  /** @returns whether it is a new one: a notification is delivered once by each channel, however it grows. */
  add(delivery: NewDelivery, now: number): boolean {
    const { notificationId, channel, target, subject, state, reason, dueAt, isCollected = false } = delivery;
    this.#prune(now);
    return (
      this.#sql.exec(
        `INSERT INTO deliveries (notification_id, channel, target, subject, state, reason, at, due_at, digest_id)
           VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING`,
        notificationId,
        channel,
        target,
        subject,
        state,
        reason ?? null,
        now,
        dueAt,
        isCollected ? "" : null,
      ).rowsWritten > 0
    );
  }

  /** Those to be handed over now, those first that have waited longest. */
  due(now: number, limit: number): DueDelivery[] {
    return this.#sql
      .exec<DeliveryRow>("SELECT * FROM deliveries WHERE due_at <= ? ORDER BY due_at LIMIT ?", now, limit)
      .toArray()
      .map(withSubject);
  }

  nextDueAt(): number | undefined {
    const { at } = this.#sql.exec<{ at: number | null }>("SELECT min(due_at) AS at FROM deliveries").one();
    return at ?? undefined;
  }

  /** One that is still to be made; an operator may have one tried again that had failed. */
  findOpen({ notificationId, channel, target }: DeliveryKey): DueDelivery | undefined {
    return this.#sql
      .exec<DeliveryRow>(
        "SELECT * FROM deliveries WHERE notification_id = ? AND channel = ? AND target = ? AND state IN ('queued', 'deferred', 'failed')",
        notificationId,
        channel,
        target,
      )
      .toArray()
      .map(withSubject)[0];
  }

  /** It is handed over: what comes of it is told later. */
  setHandedOver({ notificationId, channel, target }: DeliveryKey, now: number): void {
    this.#sql.exec(
      `UPDATE deliveries SET due_at = NULL, at = CASE state WHEN 'queued' THEN at ELSE ?1 END, state = 'queued', reason = NULL
         WHERE notification_id = ?2 AND channel = ?3 AND target = ?4 AND due_at IS NOT NULL`,
      now,
      notificationId,
      channel,
      target,
    );
  }

  /** What came of one that was to be made. What was decided already stays. */
  settle({ notificationId, channel, target }: DeliveryKey, outcome: DeliveryOutcome, now: number): void {
    this.#sql.exec(
      `UPDATE deliveries SET state = ?1, provider = ?2, reason = ?3, at = ?4, due_at = NULL
         WHERE notification_id = ?5 AND channel = ?6 AND target = ?7 AND state IN ('queued', 'deferred', 'failed')`,
      outcome.state,
      outcome.provider ?? null,
      outcome.reason ?? null,
      now,
      notificationId,
      channel,
      target,
    );
  }

  /** Everything that quiet hours hold back is due then, at the soonest. */
  moveDeferred(to: number, now: number): void {
    this.#sql.exec("UPDATE deliveries SET due_at = ? WHERE due_at > ?", to, now);
  }

  /**
   * How many of a kind there were since a moment, but for those that came to nothing; with all that quiet hours hold
   * back, however long, as it goes out at once when they end.
   */
  countSince(channel: DeliveryChannel, since: number): number {
    return this.#sql
      .exec<{ count: number }>(
        `SELECT (SELECT count(*) FROM deliveries
             WHERE channel = ?1 AND at > ?2 AND digest_id IS NULL AND state IN ('queued', 'sent'))
           + (SELECT count(*) FROM deliveries WHERE channel = ?1 AND digest_id IS NULL AND state = 'deferred') AS count`,
        channel,
        since,
      )
      .one().count;
  }

  isCollecting(): boolean {
    return this.#sql.exec("SELECT 1 FROM deliveries WHERE digest_id = '' LIMIT 1").toArray().length > 0;
  }

  /** Makes a digest of what was collected. @returns its id. */
  closeDigest(): string {
    const id = newId("ntf");
    this.#sql.exec("UPDATE deliveries SET digest_id = ? WHERE digest_id = ''", id);
    return id;
  }

  /** Those of a digest that are still to be told, the newest first. */
  inDigest(id: string): DueDelivery[] {
    return this.#sql
      .exec<DeliveryRow>(
        "SELECT * FROM deliveries WHERE digest_id = ? AND state IN ('queued', 'deferred', 'failed') ORDER BY notification_id DESC",
        id,
      )
      .toArray()
      .map(withSubject);
  }

  /** What came of a notification by each channel; nothing where none was to be made. */
  historyOf(notificationId: string): Delivery[] {
    return this.#sql
      .exec<DeliveryRow>("SELECT * FROM deliveries WHERE notification_id = ? ORDER BY channel, target", notificationId)
      .toArray()
      .map(renderDelivery);
  }

  #prune(now: number): void {
    this.#sql.exec(
      `DELETE FROM deliveries WHERE (notification_id, channel, target) IN
         (SELECT notification_id, channel, target FROM deliveries WHERE at < ? AND due_at IS NULL LIMIT ?)`,
      now - keptMs,
      pruneStep,
    );
  }
}

function withSubject(row: DeliveryRow): DueDelivery {
  // Written by the hub out of a DeliverySubject.
  return { ...keyOf(row), subject: row.subject as DeliverySubject };
}
