import type { Logger } from "../../platform/log/logger.ts";
import { criticalTypes, type Notification, type NotificationPreferences, NotificationType } from "./contract.ts";
import type { Deliveries, DueDelivery } from "./deliveries.ts";
import type { DeliveryKey, DeliveryOutcome } from "./delivery-rows.ts";
import type { DigestTimes } from "./digest-times.ts";
import type { Inbox } from "./inbox.ts";
import type { Preferences } from "./preferences.ts";
import type { PushSubscriptions, StoredSubscription } from "./push-subscriptions.ts";
import { nextDigestAt, quietUntil } from "./quiet-hours.ts";
import type { Unlisted } from "./unlisted.ts";

/** What a job is to send. */
export type DeliveryOrder =
  | { kind: "notification"; notification: Notification; subscription: StoredSubscription | null }
  | { kind: "digest"; period: "daily" | "weekly"; items: Notification[]; count: number };

type Options = {
  storage: DurableObjectStorage;
  inbox: Inbox;
  unlisted: Unlisted;
  preferences: Preferences;
  subscriptions: PushSubscriptions;
  deliveries: Deliveries;
  digests: DigestTimes;
  log: Logger;
  /** Has each of these made by a job, once however often it is asked for. */
  enqueue: (keys: DeliveryKey[]) => Promise<void>;
};

const handedOverAtOnce = 25;
/** A digest shows so many, and says how many more there are. */
const maxShown = 20;

/**
 * Sees to it that what was planned for a user is delivered: hands over what is due, makes digests, and says at
 * the last moment whether something is still to be told.
 *
 * A delivery is handed over in three steps: it is in the outbox, its job is in D1, it is marked as handed over.
 * Whatever crashes in between, the alarm does it again, and the same job is enqueued once.
 */
export class Courier {
  readonly #options: Options;
  #isHandingOver = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** When there is something to hand over: at once, later, or never. */
  dueAt(): number | undefined {
    const { deliveries, digests } = this.#options;
    const due = [deliveries.nextDueAt(), digests.dueAt()].filter((at) => at !== undefined);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /** Hands over what is due. Where that fails, it stays due. */
  async handOver(): Promise<void> {
    if (this.#isHandingOver) return;
    this.#isHandingOver = true;
    try {
      this.#closeDigest(Date.now());
      while (await this.#handOverSome(Date.now()));
    } catch (error) {
      this.#options.log.error("deliveries could not be handed over; the alarm tries again", error);
    } finally {
      this.#isHandingOver = false;
    }
  }

  /** What is to be sent; null where there is nothing to send any more, which is then noted. */
  take(key: DeliveryKey): DeliveryOrder | null {
    const { deliveries, subscriptions } = this.#options;
    const delivery = deliveries.findOpen(key);
    if (!delivery || this.#skipStale(delivery)) return null;
    if (delivery.subject === "digest") return this.#takeDigest(delivery);
    const notification = this.#find(key.notificationId);
    const subscription = key.channel === "push" ? subscriptions.find(key.target) : null;
    if (notification && subscription !== undefined) return { kind: "notification", notification, subscription };
    deliveries.settle(key, { state: "skipped", reason: "The browser is no longer subscribed." }, Date.now());
    return null;
  }

  /** What came of it; of a digest, for all that was in it. */
  settle(key: DeliveryKey, outcome: DeliveryOutcome): void {
    const { storage, deliveries } = this.#options;
    storage.transactionSync(() => {
      for (const one of [...deliveries.inDigest(key.notificationId), key]) deliveries.settle(one, outcome, Date.now());
    });
  }

  /** Other preferences hold for what waits, too. */
  reconsider({ quietHours, digest: rhythm }: NotificationPreferences): void {
    const { deliveries, digests, preferences } = this.#options;
    const now = Date.now();
    deliveries.moveDeferred(quietUntil(now, quietHours) ?? now, now);
    // What was collected for a digest that is no more is told in a last one, when that was due.
    if (rhythm !== "off" && deliveries.isCollecting()) digests.set(nextDigestAt(now, preferences.get()));
  }

  /** @returns whether to look again: while some were handed over, more may have come. */
  async #handOverSome(now: number): Promise<boolean> {
    const { storage, deliveries, enqueue } = this.#options;
    const due = deliveries.due(now, handedOverAtOnce);
    const wanted = storage.transactionSync(() => due.filter((one) => !this.#skipStale(one)));
    if (wanted.length > 0) await enqueue(wanted);
    storage.transactionSync(() => {
      for (const one of wanted) deliveries.setHandedOver(one, Date.now());
    });
    return due.length > 0;
  }

  /** Makes one delivery of all that was collected until now and is still to be told. */
  #closeDigest(now: number): void {
    const { storage, deliveries, digests, preferences } = this.#options;
    const dueAt = digests.dueAt();
    if (dueAt === undefined || dueAt > now) return;
    storage.transactionSync(() => {
      digests.clear();
      const notificationId = deliveries.closeDigest();
      if (this.#unread(notificationId).length === 0) return;
      const until = quietUntil(now, preferences.get().quietHours) ?? now;
      const own = { notificationId, channel: "email", target: "", subject: "digest" } as const;
      deliveries.add({ ...own, state: "queued", dueAt: until }, now);
    });
  }

  #takeDigest(digest: DueDelivery): DeliveryOrder | null {
    const unread = this.#unread(digest.notificationId);
    const items = unread.slice(0, maxShown).flatMap(({ notificationId }) => this.#find(notificationId) ?? []);
    const { digest: rhythm } = this.#options.preferences.get();
    const period = rhythm === "weekly" ? rhythm : "daily";
    if (items.length > 0) return { kind: "digest", period, items, count: unread.length };
    this.#options.deliveries.settle(digest, { state: "skipped", reason: "Nothing of it is left to tell." }, Date.now());
    return null;
  }

  /** What a digest is still to tell of; it is noted of the others why not. */
  #unread(digestId: string): DueDelivery[] {
    return this.#options.deliveries.inDigest(digestId).filter((one) => !this.#skipStale(one));
  }

  /** @returns whether nobody needs it any more: then it is noted why. */
  #skipStale(delivery: DueDelivery): boolean {
    const reason = this.#staleness(delivery);
    if (reason === undefined) return false;
    this.#options.deliveries.settle(delivery, { state: "skipped", reason }, Date.now());
    return true;
  }

  #staleness({ notificationId, channel, subject }: DueDelivery): string | undefined {
    const type = NotificationType.safeParse(subject).data;
    if (type === undefined) return undefined;
    const notification = this.#find(notificationId);
    if (!notification) return "It was deleted.";
    if (criticalTypes.includes(type)) return undefined;
    if (notification.read) return "It was read.";
    return this.#options.preferences.choiceOf(type)[channel] ? undefined : "It was turned off.";
  }

  #find(id: string): Notification | undefined {
    return this.#options.inbox.find(id) ?? this.#options.unlisted.find(id);
  }
}
