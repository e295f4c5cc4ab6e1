import { z } from "zod";
import { commit } from "../../platform/db/database.ts";
import { defineJob } from "../../platform/queue/job.ts";
import { UserId } from "../users/contract.ts";
import { Delivery, NotificationId } from "./contract.ts";
import { compose } from "./compose.ts";
import type { NotificationsDeps } from "./deps.ts";
import type { DeliveryKey } from "./delivery-rows.ts";

/**
 * Delivers one notification, or one digest, by one channel. Only now is it looked up whether it is still to be
 * told, and to which address. May run twice: the sending that it enqueues has a key of its own.
 */
export const deliverJob = defineJob(
  "notifications.deliver",
  "delivery",
  z.object({ userId: UserId, notificationId: NotificationId, channel: Delivery.shape.channel, target: z.string() }),
  async (deps: NotificationsDeps, { userId, ...key }) => {
    const hub = deps.notificationHubOf(userId);
    const order = await hub.takeDelivery(key);
    if (!order) return;
    const sending = await compose(deps, { userId, key, order });
    if ("reason" in sending) await hub.settleDelivery(key, { state: "skipped", reason: sending.reason });
    else await commit(deps, [sending.statement]);
  },
);

/** The key under which a delivery is enqueued once, however often the hub asks for it. */
export function deliveryKeyOf({ notificationId, channel, target }: DeliveryKey): string {
  return `deliver:${notificationId}:${channel}:${target}`;
}
