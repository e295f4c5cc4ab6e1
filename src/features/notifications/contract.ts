import { z } from "zod";
import { PageQuery, pageOf, Timestamp } from "../../platform/http/contract.ts";
import { idSchema } from "../../platform/ids/typeid.ts";
import {
  type Ack,
  type CommandError,
  CommandId,
  Received,
  type Ready,
  type Reset,
} from "../../platform/sockets/contract.ts";
import type { Message } from "../chat/contract.ts";
import { UserSummary } from "../users/contract.ts";

export const NotificationId = idSchema("ntf");

const notificationTypes = [
  "application_submitted",
  "application_approved",
  "application_rejected",
  "new_comment",
  "new_follower",
  "payment_received",
  "payment_failed",
  "payment_due",
  "job_application_status",
  "space_invitation",
  "mention",
  "post_liked",
  "comment_liked",
  "new_message",
  "security_alert",
] as const;

export const NotificationType = z.enum(notificationTypes);
export type NotificationType = z.infer<typeof NotificationType>;

export const Notification = z
  .object({
    id: NotificationId,
    seq: z.int(),
    type: NotificationType,
    title: z.string(),
    message: z.string(),
    link: z.string().nullable(),
    metadata: z.record(z.string(), z.string()).meta({ description: "the ids of what it is about" }),
    actor: UserSummary.nullable(),
    groupKey: z.string().nullable(),
    groupCount: z.int().meta({ description: "distinct actors" }),
    read: z.boolean(),
    readAt: Timestamp.nullable(),
    createdAt: Timestamp,
  })
  .meta({ id: "Notification" });
export type Notification = z.infer<typeof Notification>;

export const NotificationQuery = PageQuery.extend({
  unread: z
    .enum(["true", "false"])
    .transform((text) => text === "true")
    .optional(),
  type: NotificationType.optional(),
});

export const NotificationPage = pageOf(Notification).extend({ unreadCount: z.int(), total: z.int() });
export type NotificationPage = z.infer<typeof NotificationPage>;

/** What a client may say in its user's stream. */
export const NotificationCommand = z.discriminatedUnion("type", [
  z.strictObject({ id: CommandId, type: z.literal("notification.read"), notificationId: NotificationId }),
  z.strictObject({ id: CommandId, type: z.literal("notification.read_all") }),
  Received,
]);
export type NotificationCommand = z.infer<typeof NotificationCommand>;

/** What a user's stream says to a client. */
export type NotificationFrame =
  | (Ready & { unreadCount: number })
  | Reset
  | Ack
  | CommandError
  | { type: "notification.created" | "notification.updated"; seq: number; notification: Notification }
  | { type: "notification.read" | "notification.deleted"; seq: number; notificationId: string }
  | { type: "notification.all_read"; seq: number }
  | { type: "unread"; count: number }
  | { type: "conversation.updated"; conversationId: string; lastMessage: Message; unreadCount: number }
  | { type: "session.revoked" };
