import { z } from "zod";
import { channels } from "./contract.ts";

/** Whom to tell what came of a sending: the notification that it carries, and whose it is. */
export const DeliveryReport = z.object({
  userId: z.string(),
  notificationId: z.string(),
  channel: z.enum(channels),
  /** Of a push: which of the user's subscriptions. */
  subscriptionId: z.string().optional(),
});
export type DeliveryReport = z.infer<typeof DeliveryReport>;

/** What came of it. What is delayed is tried again, and reported again. */
export type DeliveryOutcome = {
  status: "sent" | "delayed" | "failed" | "suppressed";
  /** Who took it, or who said that the address is bad. */
  provider: string | null;
  /** Why it was not sent, without the address. */
  reason: string | null;
  at: number;
};

export interface ReportDeps {
  /** Records what came of a sending; telling it twice must be harmless. */
  reportDelivery(report: DeliveryReport, outcome: DeliveryOutcome): Promise<void>;
}
