import type { NewPushSubscription, PushSubscriptionSummary } from "../features/notifications/contract.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

/** The browsers that the user's notifications are pushed to. */
export class PushSubscriptions {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** `publicKey` is what a browser subscribes with; null where the server pushes to none. */
  list(): Promise<Result<{ items: PushSubscriptionSummary[]; publicKey: string | null }>> {
    return this.#transport.request("GET", "/notifications/push-subscriptions");
  }

  /**
   * Takes what a browser's `PushSubscription.toJSON()` gives; the same endpoint is one subscription. It goes when the
   * session is ended that gave it last, so whoever signs in gives it again.
   */
  add(subscription: NewPushSubscription): Promise<Result<PushSubscriptionSummary>> {
    return this.#transport.request("POST", "/notifications/push-subscriptions", { body: subscription });
  }

  remove(subscriptionId: string): Promise<Result<null>> {
    return this.#transport.request("DELETE", `/notifications/push-subscriptions/${subscriptionId}`);
  }
}
