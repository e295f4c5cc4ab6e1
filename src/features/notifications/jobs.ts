import { z } from "zod";
import { commit } from "../../platform/db/database.ts";
import { sendingRetry } from "../../platform/delivery/sending.ts";
import { defineJob } from "../../platform/queue/job.ts";
import { GiveUp } from "../../platform/queue/give-up.ts";
import { TryLater } from "../../platform/queue/try-later.ts";
import { UserId } from "../users/contract.ts";
import { Delivery, NotificationId } from "./contract.ts";
import { compose, findGone } from "./compose.ts";
import type { DeliveryOrder } from "./courier.ts";
import type { NotificationsDeps } from "./deps.ts";
import type { DeliveryKey } from "./delivery-rows.ts";

/** A digest is looked through so often in one run, each time for those to show; the next run goes on. */
const maxLooks = 5;
const isGone = { state: "skipped", reason: "It is not to be seen any more." } as const;

/**
 * Delivers one notification, or one digest, by one channel. Only now is it looked up whether it is still to be
 * told, and to which address. May run twice: the sending that it enqueues has a key of its own.
 */
export const deliverJob = defineJob(
  "notifications.deliver",
  "delivery",
  z.object({ userId: UserId, notificationId: NotificationId, channel: Delivery.shape.channel, target: z.string() }),
  async (deps: NotificationsDeps, { userId, ...key }, _jobId, { isLast }) => {
    try {
      await deliver(deps, userId, key);
    } catch (error) {
      if (isLast || error instanceof GiveUp) await noteFailure(deps, userId, key);
      throw error;
    }
  },
  // A hub, or D1, may be in trouble for as long as a provider may be away.
  { retry: sendingRetry },
);

async function deliver(deps: NotificationsDeps, userId: string, key: DeliveryKey): Promise<void> {
  const order = await takeSeen(deps, userId, key);
  if (!order) return;
  const sending = await compose(deps, { userId, key, order });
  if ("reason" in sending) {
    await deps.notificationHubOf(userId).settleDelivery(key, { state: "skipped", reason: sending.reason });
  } else await commit(deps, [sending.statement]);
}

/** Nobody tries again. Where the hub is what is in trouble, it may not hear of it either; the job says why it failed. */
async function noteFailure(deps: NotificationsDeps, userId: string, key: DeliveryKey): Promise<void> {
  const outcome = { state: "failed", reason: "It could not be handed over." } as const;
  try {
    await deps.notificationHubOf(userId).settleDelivery(key, outcome);
  } catch (error) {
    deps.log.error("that a delivery has failed was not recorded", error, { userId });
  }
}

/** What is to be sent. What is not to be seen any more is noted as such, and what stands behind it moves up. */
async function takeSeen(deps: NotificationsDeps, userId: string, key: DeliveryKey): Promise<DeliveryOrder | null> {
  const hub = deps.notificationHubOf(userId);
  for (let look = 0; look < maxLooks; look += 1) {
    const order = await hub.takeDelivery(key);
    if (!order) return null;
    const gone = await findGone(deps, userId, order);
    if (gone.length === 0) return order;
    for (const { id } of gone) await hub.settleDelivery({ ...key, notificationId: id }, isGone);
  }
  throw new TryLater("more of a digest is gone than one run looks at", 0);
}

/** The key under which a delivery is enqueued once, however often the hub asks for it. */
export function deliveryKeyOf({ notificationId, channel, target }: DeliveryKey): string {
  return `deliver:${notificationId}:${channel}:${target}`;
}
