import type { Limit } from "../../platform/config/config.ts";
import type { Keyring } from "../../platform/crypto/keyring.ts";
import type { Logger } from "../../platform/log/logger.ts";
import type { NotificationPreferences, ReplacePreferences } from "./contract.ts";
import { Courier } from "./courier.ts";
import { Deliveries } from "./deliveries.ts";
import type { DeliveryKey, DeliveryOutcome } from "./delivery-rows.ts";
import { DigestTimes } from "./digest-times.ts";
import type { Inbox } from "./inbox.ts";
import { Preferences } from "./preferences.ts";
import { PushSubscriptions } from "./push-subscriptions.ts";
import { Teller } from "./teller.ts";
import { Unlisted } from "./unlisted.ts";

type Options = {
  storage: DurableObjectStorage;
  inbox: Inbox;
  keyring: Keyring;
  userId: string;
  log: Logger;
  phoneLimit: Limit;
  onPlanned: () => void;
  enqueue: (keys: DeliveryKey[]) => Promise<void>;
};

/** All that the hub of one user has for telling them things outside the app, and what they want of it. */
export class DeliveryDesk {
  readonly preferences: Preferences;
  readonly subscriptions: PushSubscriptions;
  readonly deliveries: Deliveries;
  readonly teller: Teller;
  readonly courier: Courier;

  constructor({ phoneLimit, onPlanned, enqueue, keyring, userId, log, storage, inbox }: Options) {
    this.preferences = new Preferences(storage);
    this.subscriptions = new PushSubscriptions(storage, keyring, userId);
    this.deliveries = new Deliveries(storage);
    const { preferences, subscriptions, deliveries } = this;
    const unlisted = new Unlisted(storage);
    const digests = new DigestTimes(storage);
    const parts = { storage, inbox, unlisted, preferences, subscriptions, deliveries, digests };
    this.teller = new Teller({ ...parts, phoneLimit, onPlanned });
    this.courier = new Courier({ ...parts, log, enqueue });
  }

  replacePreferences(given: ReplacePreferences): NotificationPreferences {
    const preferences = this.preferences.replace(given);
    this.courier.reconsider(preferences);
    return preferences;
  }

  /** What came of a delivery. A browser that can be pushed to no more is forgotten. */
  settle(key: DeliveryKey, outcome: DeliveryOutcome & { isUnreachable?: boolean }): void {
    this.courier.settle(key, outcome);
    if (key.channel === "push" && outcome.isUnreachable) this.subscriptions.remove(key.target);
  }
}
