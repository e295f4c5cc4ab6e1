import { z } from "zod";
import { PageQuery, Timestamp } from "../../platform/http/contract.ts";
import { idSchema } from "../../platform/ids/typeid.ts";
import { Money } from "../../platform/money/contract.ts";
import { freeText, lineOfText } from "../../platform/text/contract.ts";
import { UserId, UserSummary } from "../users/contract.ts";

export const PlanId = idSchema("plan");
export const ApplicationId = idSchema("app");

/** How often the price of a plan is due. */
export const intervals = ["month", "year", "once"] as const;

/** A plan is archived once, for good. */
export const planStatuses = ["active", "archived"] as const;

/** An application begins submitted, and becomes one of the others once. */
export const applicationStatuses = ["submitted", "approved", "rejected", "withdrawn"] as const;

const PlanName = lineOfText(120);
const PlanDescription = freeText(4_000);

export const NewPlan = z.strictObject({
  name: PlanName,
  description: PlanDescription.nullish(),
  price: Money,
  interval: z.enum(intervals),
});
export type NewPlan = z.infer<typeof NewPlan>;

/** What is not named stays; a description of null is removed. */
export const PlanChanges = z
  .strictObject({ name: PlanName, description: PlanDescription.nullable(), price: Money, interval: z.enum(intervals) })
  .partial();
export type PlanChanges = z.infer<typeof PlanChanges>;

/** What people can apply for. */
export const Plan = z
  .object({
    id: PlanId,
    name: z.string(),
    description: z.string().nullable(),
    price: Money,
    interval: z.enum(intervals),
    status: z.enum(planStatuses).meta({ description: "an archived plan takes no applications" }),
    creator: UserSummary.nullable().meta({ description: "null where there is no such user any more" }),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: "Plan" });
export type Plan = z.infer<typeof Plan>;

export const NewApplication = z.strictObject({ message: freeText(4_000).nullish() });
export type NewApplication = z.infer<typeof NewApplication>;

export const Rejection = z.strictObject({ reason: freeText(1_000).nullish() });

/** One user's application for one plan. An approved one is their membership. */
export const Application = z
  .object({
    id: ApplicationId,
    planId: PlanId,
    planName: z.string(),
    applicant: UserSummary.nullable().meta({ description: "null where there is no such user any more" }),
    message: z.string().nullable(),
    status: z.enum(applicationStatuses),
    reason: z.string().nullable().meta({ description: "why it was rejected" }),
    decidedBy: UserId.nullable(),
    decidedAt: Timestamp.nullable().meta({ description: "when it was approved, rejected or withdrawn" }),
    createdAt: Timestamp,
  })
  .meta({ id: "Application" });
export type Application = z.infer<typeof Application>;

export const ApplicationQuery = PageQuery.extend({ status: z.enum(applicationStatuses).optional() });
