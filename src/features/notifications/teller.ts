import type { Limit } from "../../platform/config/config.ts";
import {
  type ChannelChoice,
  criticalTypes,
  type DeliveryChannel,
  type Notification,
  type NotificationFrame,
  type NotificationType,
} from "./contract.ts";
import type { Deliveries, NewDelivery } from "./deliveries.ts";
import type { DigestTimes } from "./digest-times.ts";
import type { Inbox } from "./inbox.ts";
import type { NewNotification } from "./new-notification.ts";
import type { Preferences } from "./preferences.ts";
import type { PushSubscriptions } from "./push-subscriptions.ts";
import { quietUntil } from "./quiet-hours.ts";
import type { Unlisted } from "./unlisted.ts";

type Options = {
  storage: DurableObjectStorage;
  inbox: Inbox;
  unlisted: Unlisted;
  preferences: Preferences;
  subscriptions: PushSubscriptions;
  deliveries: Deliveries;
  digests: DigestTimes;
  /** Messages to a phone that one user may cost. */
  phoneLimit: Limit;
  /** Something is to be handed over, now or later. */
  onPlanned: () => void;
};

const hourMs = 3600 * 1000;
/** Past so many mails in an hour, or held back by quiet hours, what comes next is told in one mail an hour later. */
const maxMailsAnHour = 30;

type Plan = Pick<NewDelivery, "state" | "reason" | "dueAt" | "isCollected">;

/**
 * Tells a user something: in their list, as far as they want it there, and by the channels that they have
 * chosen. Adding it and planning what is delivered are one transaction, so that neither is without the other.
 */
export class Teller {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** The same key is told once. @returns what the user's sockets are to see. */
  tell(key: string, input: NewNotification, now: number): NotificationFrame[] {
    const { storage, inbox, preferences, onPlanned } = this.#options;
    const choice = preferences.choiceOf(input.type);
    const { frames, isPlanned } = storage.transactionSync(() => {
      const added = choice.inApp ? inbox.add(key, input, now) : [];
      const created = choice.inApp ? createdIn(added) : this.#addUnlisted(key, input, now);
      return { frames: added, isPlanned: created !== undefined && this.#plan(created.id, input, choice, now) };
    });
    if (isPlanned) onPlanned();
    return frames;
  }

  /** Marks what is unread of a group as read, listed or not: its subject was looked at. */
  markGroupRead(type: NotificationType, groupKey: string, now: number): NotificationFrame[] {
    this.#options.unlisted.markGroupRead(type, groupKey, now);
    return this.#options.inbox.markGroupRead(type, groupKey, now);
  }

  /** Removes what is unread of a group, listed or not: its subject is no more. */
  removeUnreadGroup(type: NotificationType, groupKey: string): NotificationFrame[] {
    this.#options.unlisted.removeGroup(type, groupKey);
    return this.#options.inbox.removeUnreadGroup(type, groupKey);
  }

  #addUnlisted(key: string, input: NewNotification, now: number): Notification | undefined {
    const { inbox, unlisted } = this.#options;
    return inbox.isFirst(key, now) ? unlisted.add(input, now) : undefined;
  }

  /** @returns whether anything is to be delivered. */
  #plan(notificationId: string, input: NewNotification, choice: ChannelChoice, now: number): boolean {
    const { subscriptions, deliveries } = this.#options;
    const channels = (["email", "sms", "whatsapp", "push"] as const).filter((channel) => choice[channel]);
    const targets = channels.flatMap((channel) =>
      (channel === "push" ? subscriptions.ids() : [""]).map((target) => ({ channel, target })),
    );
    for (const { channel, target } of targets) {
      const plan = this.#planOne(channel, input, now);
      deliveries.add({ notificationId, channel, target, subject: input.type, ...plan }, now);
    }
    return targets.length > 0;
  }

  #planOne(channel: DeliveryChannel, { type, isMailed = false }: NewNotification, now: number): Plan {
    const { preferences, digests } = this.#options;
    const { quietHours, digest: rhythm } = preferences.get();
    if (channel === "email" && isMailed) return skipped("A mail of its own tells of it.");
    if (criticalTypes.includes(type)) return { state: "queued", dueAt: now };
    if (channel === "email" && rhythm !== "off") {
      digests.expect(preferences.get(), now);
      return { state: "deferred", reason: `The ${rhythm} digest tells of it.`, dueAt: null, isCollected: true };
    }
    const until = quietUntil(now, quietHours);
    if (channel === "email" && this.#isPastMails(now)) {
      digests.expectBy((until ?? now) + hourMs);
      return { state: "deferred", reason: "Too many mails at once.", dueAt: null, isCollected: true };
    }
    if ((channel === "sms" || channel === "whatsapp") && this.#isPastPhoneLimit(now)) {
      return skipped("Too many messages to the phone.");
    }
    return until === undefined
      ? { state: "queued", dueAt: now }
      : { state: "deferred", reason: "Quiet hours.", dueAt: until };
  }

  #isPastMails(now: number): boolean {
    return this.#options.deliveries.countSince("email", now - hourMs) >= maxMailsAnHour;
  }

  /** What is critical is not held back by it. */
  #isPastPhoneLimit(now: number): boolean {
    const { deliveries, phoneLimit } = this.#options;
    const since = now - phoneLimit.windowSeconds * 1000;
    return deliveries.countSince("sms", since) + deliveries.countSince("whatsapp", since) >= phoneLimit.count;
  }
}

function skipped(reason: string): Plan {
  return { state: "skipped", reason, dueAt: null };
}

/** A group that something joined is delivered once: a like more is no mail more. */
function createdIn(frames: NotificationFrame[]): Notification | undefined {
  return frames.flatMap((frame) => (frame.type === "notification.created" ? [frame.notification] : []))[0];
}
