import { z } from "zod";
import { defineEvent } from "../../platform/events/event.ts";
import { UserId } from "../users/contract.ts";
import { ApplicationId, PlanId } from "./contract.ts";

const Subject = z.object({ applicationId: ApplicationId, planId: PlanId, planName: z.string(), applicantId: UserId });
const Decided = Subject.extend({ deciderId: UserId });

/** Somebody applied for a plan. */
export const applicationSubmitted = defineEvent("application.submitted", Subject.extend({ creatorId: UserId }));
/** It was approved: the applicant is a member from now on. */
export const applicationApproved = defineEvent("application.approved", Decided);
/** It was rejected. */
export const applicationRejected = defineEvent(
  "application.rejected",
  Decided.extend({ reason: z.string().nullable() }),
);
/** A plan was offered, changed or archived. */
export const planChanged = defineEvent("plan.changed", z.object({ planId: PlanId }));
