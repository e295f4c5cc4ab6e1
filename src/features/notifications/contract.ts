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
import { type Message, PresenceStatus } from "../chat/contract.ts";
import { UserId, UserSummary } from "../users/contract.ts";

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

/** The ids by which a notification names what it is about. */
const subjects = [
  "postId",
  "commentId",
  "conversationId",
  "messageId",
  "spaceId",
  "invitationId",
  "planId",
  "applicationId",
  "jobId",
  "jobApplicationId",
  "paymentId",
  "userId",
] as const;

const Text = (minLength: number, maxLength: number) =>
  z
    .string()
    .min(minLength)
    .max(maxLength)
    .refine((text) => text.isWellFormed(), "must be well-formed Unicode");

/** A path of the console, or an address elsewhere; nothing that a browser would run. */
const Link = Text(1, 2_000).regex(/^(\/|\/[^/\\\s]\S*|https:\/\/\S+)$/, "must be a path or an https address");

/** What an operator has told to users. */
export const Announcement = z.strictObject({
  userIds: z.array(UserId).min(1).max(100),
  type: NotificationType,
  title: Text(1, 200),
  message: Text(0, 2_000),
  link: Link.optional(),
  metadata: z.partialRecord(z.enum(subjects), Text(1, 64)).optional(),
});
export type Announcement = z.infer<typeof Announcement>;

export const NotificationQuery = PageQuery.extend({
  unread: z
    .enum(["true", "false"])
    .transform((text) => text === "true")
    .optional(),
  type: NotificationType.optional(),
});

export const NotificationPage = pageOf(Notification).extend({ unreadCount: z.int(), total: z.int() });
export type NotificationPage = z.infer<typeof NotificationPage>;

/** So many people one socket may watch. */
const maxWatched = 100;

/** What a client may say in its user's stream. */
export const NotificationCommand = z.discriminatedUnion("type", [
  z.strictObject({ id: CommandId, type: z.literal("notification.read"), notificationId: NotificationId }),
  z.strictObject({ id: CommandId, type: z.literal("notification.read_all") }),
  z.strictObject({ id: CommandId, type: z.literal("presence.set"), status: PresenceStatus }),
  z.strictObject({
    id: CommandId,
    type: z.literal("presence.watch"),
    userIds: z.array(UserId).max(maxWatched).meta({ description: "in place of those watched before" }),
  }),
  Received,
]);
export type NotificationCommand = z.infer<typeof NotificationCommand>;

/** What a user's stream says to a client. */
export type NotificationFrame =
  | (Ready & { unreadCount: number; presence: PresenceStatus })
  | Reset
  | Ack
  | CommandError
  | { type: "notification.created" | "notification.updated"; seq: number; notification: Notification }
  | { type: "notification.read" | "notification.deleted"; seq: number; notificationId: string }
  | { type: "notification.all_read"; seq: number }
  | { type: "unread"; count: number }
  | { type: "presence.changed"; userId: string; status: PresenceStatus; lastSeenAt: string | null }
  | { type: "conversation.updated"; conversationId: string; lastMessage: Message | null; unreadCount: number }
  | { type: "session.revoked" };
