import { Keyring } from "../../platform/crypto/keyring.ts";
import { commit, createDatabase } from "../../platform/db/database.ts";
import { longestKeptMs } from "../../platform/events/sweep.ts";
import { enqueue, type EnqueueDeps } from "../../platform/queue/job.ts";
import { SessionObject } from "../sessions/index.ts";
import type {
  Delivery,
  NewPushSubscription,
  NotificationPreferences,
  NotificationType,
  PushSubscriptionSummary,
  ReplacePreferences,
} from "./contract.ts";
import type { DeliveryOrder } from "./courier.ts";
import { DeliveryDesk } from "./delivery-desk.ts";
import type { DeliveryKey, DeliveryOutcome } from "./delivery-rows.ts";
import { Inbox } from "./inbox.ts";
import { deliverJob, deliveryKeyOf } from "./jobs.ts";
import type { Teller } from "./teller.ts";

const retryMs = 5_000;
const dayMs = 24 * 3600 * 1000;

type AddedSubscription = { subscription: PushSubscriptionSummary; isNew: boolean };

/**
 * What one user is told outside the app, and how they want it: the part of the user's hub beside its inbox.
 * What is to be delivered it hands over to the queue; the alarm does it again until it is.
 */
export abstract class DeliveryObject extends SessionObject {
  protected readonly userId: string;
  protected readonly inbox: Inbox;
  protected readonly teller: Teller;
  readonly #desk: DeliveryDesk;
  readonly #enqueueDeps: Omit<EnqueueDeps, "enqueuedJobs">;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { storage } = ctx;
    const { log } = this;
    const keyring = new Keyring(this.config.SECRET_KEYS);
    this.userId = ctx.id.name ?? "";
    this.inbox = new Inbox(storage, longestKeptMs(this.config) + dayMs);
    this.#enqueueDeps = { db: createDatabase(env.DB), now: () => Date.now(), keyring };
    this.#desk = new DeliveryDesk({
      storage,
      inbox: this.inbox,
      keyring,
      userId: this.userId,
      log,
      phoneLimit: this.config.LIMIT_SMS,
      onPlanned: () => this.startDelivering(),
      enqueue: (keys) => this.#enqueue(keys),
    });
    this.teller = this.#desk.teller;
  }

  /** What the user hears of, how and when. */
  preferences(): NotificationPreferences {
    return this.#desk.preferences.get();
  }

  replacePreferences(given: ReplacePreferences): NotificationPreferences {
    const preferences = this.#desk.replacePreferences(given);
    this.startDelivering();
    return preferences;
  }

  /** Ends the mails of a type, or of the digest. Doing it again changes nothing. */
  unsubscribe(subject: NotificationType | "digest"): void {
    this.#desk.preferences.unsubscribe(subject);
  }

  pushSubscriptions(): PushSubscriptionSummary[] {
    return this.#desk.subscriptions.list();
  }

  /** Has the browser of a session pushed to; the same one once. Null where the session is over. */
  addPushSubscription(sessionId: string, input: NewPushSubscription): AddedSubscription | null {
    const now = Date.now();
    return this.sessions.isLive(sessionId, now) ? this.#desk.subscriptions.add(sessionId, input, now) : null;
  }

  /** @returns whether there was such a one. */
  removePushSubscription(id: string): boolean {
    return this.#desk.subscriptions.remove(id);
  }

  /** Where all sessions end, browsers of such as are over already hear nothing more either. */
  override endSessions(which: { only: string } | { except?: string; beganBefore?: number }): Promise<number> {
    if (!("only" in which)) this.#desk.subscriptions.removeOfAll(which);
    return super.endSessions(which);
  }

  /**
   * Browsers of sessions that were ended are pushed to no more. One whose session merely ran out is: to reach
   * somebody who is away is what pushes are for, and sessions last a day.
   */
  protected forgetBrowsersOf(sessionIds: string[]): void {
    for (const id of sessionIds) if (this.sessions.wasEnded(id)) this.#desk.subscriptions.removeOf(id);
  }

  /** What came of a notification by each channel, or nothing where there is no such notification. */
  deliveriesOf(notificationId: string): Delivery[] | null {
    const history = this.#desk.deliveries.historyOf(notificationId);
    return history.length > 0 || this.inbox.find(notificationId) ? history : null;
  }

  /** What a job is to send, or null where there is nothing to send any more. */
  takeDelivery(key: DeliveryKey): DeliveryOrder | null {
    return this.#desk.courier.take(key);
  }

  /** Notes what came of a delivery; telling it twice changes nothing. */
  settleDelivery(key: DeliveryKey, outcome: DeliveryOutcome & { isUnreachable?: boolean }): void {
    this.#desk.settle(key, outcome);
  }

  /** Hands over what is due, behind whatever caused it. The alarm is set first, in case that the object dies. */
  protected startDelivering(): void {
    const { courier } = this.#desk;
    this.ctx.waitUntil(
      this.schedule()
        .then(() => courier.handOver())
        .then(() => this.schedule()),
    );
  }

  /** When the alarm has to ring for something that is to be delivered. */
  protected nextDeliveryAlarm(now: number): number | undefined {
    const dueAt = this.#desk.courier.dueAt();
    const isDue = dueAt !== undefined && dueAt <= now;
    return this.due.of("handing over", isDue, now + retryMs) ?? dueAt;
  }

  protected deliverAtAlarm(): void {
    this.due.restart("handing over");
    const dueAt = this.#desk.courier.dueAt();
    if (dueAt !== undefined && dueAt <= Date.now()) this.startDelivering();
  }

  async #enqueue(keys: DeliveryKey[]): Promise<void> {
    const deps: EnqueueDeps = { ...this.#enqueueDeps, enqueuedJobs: [] };
    const jobs = keys.map((key) => enqueue(deps, deliverJob, { userId: this.userId, ...key }, deliveryKeyOf(key)));
    await commit(deps, jobs);
    try {
      await this.env.DELIVERY_QUEUE.sendBatch(deps.enqueuedJobs.map(({ id }) => ({ body: { jobId: id } })));
    } catch (error) {
      this.log.warn("a queue takes no message; the sweep takes over", { error: String(error) });
    }
  }
}
