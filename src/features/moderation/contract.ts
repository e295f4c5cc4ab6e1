import { z } from "zod";
import { PageQuery, Timestamp } from "../../platform/http/contract.ts";
import { idSchema } from "../../platform/ids/typeid.ts";
import { UserId, UserSummary } from "../users/contract.ts";

export const ReportId = idSchema("rep");
const ConversationId = idSchema("conv");

const Reason = z
  .string()
  .trim()
  .min(1)
  .max(1_000)
  .refine((text) => text.isWellFormed(), "must be well-formed Unicode");

/** What is reported, and why. */
export const NewReport = z.discriminatedUnion("targetType", [
  z.strictObject({ targetType: z.literal("user"), targetId: UserId, reason: Reason }),
  z.strictObject({ targetType: z.literal("conversation"), targetId: ConversationId, reason: Reason }),
  z.strictObject({
    targetType: z.literal("message"),
    targetId: idSchema("msg"),
    conversationId: ConversationId,
    reason: Reason,
  }),
  z.strictObject({ targetType: z.literal("post"), targetId: idSchema("post"), reason: Reason }),
  z.strictObject({ targetType: z.literal("comment"), targetId: idSchema("cmt"), reason: Reason }),
  z.strictObject({ targetType: z.literal("space"), targetId: idSchema("space"), reason: Reason }),
]);
export type NewReport = z.infer<typeof NewReport>;

/** What a report can be about. */
export const targetTypes = [
  "user",
  "conversation",
  "message",
  "post",
  "comment",
  "space",
] as const satisfies NewReport["targetType"][];

/** Every report begins open, and is decided once. */
export const reportStatuses = ["open", "resolved", "dismissed"] as const;

/** A report as who made it sees it. */
export const Report = z
  .object({
    id: ReportId,
    targetType: z.enum(targetTypes),
    targetId: z.string(),
    conversationId: ConversationId.nullable().meta({ description: "where the message is" }),
    reason: z.string(),
    status: z.enum(reportStatuses),
    createdAt: Timestamp,
  })
  .meta({ id: "Report" });
export type Report = z.infer<typeof Report>;

/** A report as moderators see it. */
export const ReportRecord = Report.extend({
  reporter: UserSummary.nullable().meta({ description: "null where there is no such user any more" }),
  note: z.string().nullable(),
  decidedBy: UserId.nullable(),
  decidedAt: Timestamp.nullable(),
}).meta({ id: "ReportRecord" });
export type ReportRecord = z.infer<typeof ReportRecord>;

export const ReportQuery = PageQuery.extend({
  status: z.enum(reportStatuses).optional(),
  targetType: z.enum(targetTypes).optional(),
});

export const ReportDecision = z.strictObject({ status: z.enum(["resolved", "dismissed"]), note: Reason.optional() });
export type ReportDecision = z.infer<typeof ReportDecision>;
