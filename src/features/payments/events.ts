import { z } from "zod";
import { defineEvent } from "../../platform/events/event.ts";
import { idSchema } from "../../platform/ids/typeid.ts";
import { Money } from "../../platform/money/contract.ts";
import { UserId } from "../users/contract.ts";

const Payment = z.object({
  paymentId: idSchema("pay"),
  userId: UserId,
  amount: Money.shape.amount,
  currency: Money.shape.currency,
  /** What was paid for, in words for people. */
  description: z.string(),
});

/** Somebody's money has come. */
export const paymentReceived = defineEvent("payment.received", Payment, { priority: "high" });
/** A provider has refused to move it. */
export const paymentFailed = defineEvent("payment.failed", Payment, { priority: "high" });
/** Somebody has something to pay; each reminder is an event of its own. */
export const paymentDue = defineEvent("payment.due", Payment, { priority: "high" });
