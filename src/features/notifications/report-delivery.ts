import type { DeliveryOutcome as Sent, DeliveryReport } from "../../platform/delivery/report.ts";
import type { NotificationsDeps } from "./deps.ts";
import type { DeliveryOutcome } from "./delivery-rows.ts";

/** Records in a user's hub what came of a sending. Telling it twice changes nothing. */
export async function reportDelivery(
  deps: Pick<NotificationsDeps, "notificationHubOf">,
  { userId, notificationId, channel, subscriptionId = "" }: DeliveryReport,
  sent: Sent,
): Promise<void> {
  const outcome = {
    state: stateOf(sent.status),
    ...(sent.provider !== null && { provider: sent.provider }),
    ...(sent.reason !== null && { reason: sent.reason.slice(0, 300) }),
    isUnreachable: sent.status === "suppressed",
  };
  await deps.notificationHubOf(userId).settleDelivery({ notificationId, channel, target: subscriptionId }, outcome);
}

function stateOf(status: Sent["status"]): DeliveryOutcome["state"] {
  switch (status) {
    case "sent":
    case "failed":
      return status;
    case "delayed":
      return "queued";
    case "suppressed":
      return "skipped";
  }
}
