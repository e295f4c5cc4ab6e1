import { z } from "zod";
import { PushTarget } from "../../platform/delivery/push-target.ts";
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
import { isTimeZone } from "./local-time.ts";

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
export type Subject = (typeof subjects)[number];

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

/** Of these a user always hears by mail, at once: neither quiet hours nor a digest hold them back. */
export const criticalTypes: readonly NotificationType[] = ["security_alert", "payment_failed"];

/** How somebody wants to hear of one type of notification. */
const ChannelChoice = z.strictObject({
  inApp: z.boolean().meta({ description: "in the list and on the sockets" }),
  email: z.boolean(),
  sms: z.boolean(),
  whatsapp: z.boolean(),
  push: z.boolean(),
});
export type ChannelChoice = z.infer<typeof ChannelChoice>;

const TimeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time like 22:00")
  .meta({ examples: ["22:00"] });

const TimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, "must be a time zone like Asia/Kuwait")
  .meta({ examples: ["Asia/Kuwait"] });

/** From `start` to before `end`, by the clock of the time zone; past midnight where the end comes first. */
const QuietHours = z
  .strictObject({ enabled: z.boolean(), start: TimeOfDay, end: TimeOfDay, timeZone: TimeZone })
  .refine(({ enabled, start, end }) => !enabled || start !== end, { path: ["end"], message: "must not be the start" });
export type QuietHours = z.infer<typeof QuietHours>;

const Digest = z.enum(["off", "daily", "weekly"]);

/** What a user hears of, how and when. */
export const NotificationPreferences = z
  .strictObject({ types: z.record(NotificationType, ChannelChoice), quietHours: QuietHours, digest: Digest })
  .meta({ id: "NotificationPreferences" });
export type NotificationPreferences = z.infer<typeof NotificationPreferences>;

/** In place of those before: types that are not named are as at first. Critical ones cannot be without mail. */
export const ReplacePreferences = z
  .strictObject({ types: z.partialRecord(NotificationType, ChannelChoice), quietHours: QuietHours, digest: Digest })
  .superRefine(({ types }, context) => {
    for (const type of criticalTypes) {
      if (types[type]?.email !== false) continue;
      context.addIssue({ code: "custom", path: ["types", type, "email"], message: "cannot be turned off" });
    }
  });
export type ReplacePreferences = z.infer<typeof ReplacePreferences>;

/** How far the telling of one notification by one channel has come. */
export const Delivery = z.object({
  channel: z.enum(["email", "sms", "whatsapp", "push"]),
  state: z.enum(["queued", "deferred", "sent", "failed", "skipped"]),
  at: Timestamp.meta({ description: "since when" }),
  provider: z.string().optional(),
  reason: z.string().optional(),
});
export type Delivery = z.infer<typeof Delivery>;
export type DeliveryChannel = Delivery["channel"];
export type DeliveryState = Delivery["state"];

export const DeliveryList = z.object({ items: z.array(Delivery) });

export const PushSubscriptionId = idSchema("push");

/** What a browser's `PushSubscription.toJSON()` gives. */
export const NewPushSubscription = z.strictObject({
  endpoint: PushTarget.shape.endpoint,
  expirationTime: z.number().nullish(),
  keys: z.strictObject(PushTarget.shape.keys.shape),
});
export type NewPushSubscription = z.infer<typeof NewPushSubscription>;

/** One browser that is pushed to. Its keys are not shown. */
export const PushSubscriptionSummary = z
  .object({ id: PushSubscriptionId, endpoint: z.string(), createdAt: Timestamp })
  .meta({ id: "PushSubscription" });
export type PushSubscriptionSummary = z.infer<typeof PushSubscriptionSummary>;

export const PushSubscriptionList = z.object({
  items: z.array(PushSubscriptionSummary),
  publicKey: z
    .string()
    .nullable()
    .meta({ description: "what a browser subscribes with; null where none is pushed to" }),
});

/** What one link in a mail ends: the mails of a type, or the digest and with it all mails that are not critical. */
export const Unsubscription = z.object({ subject: z.union([NotificationType, z.literal("digest")]) });
export type Unsubscription = z.infer<typeof Unsubscription>;

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
  | {
      type: "conversation.updated";
      conversationId: string;
      lastMessage: Message | null;
      unreadCount: number;
      /** Where it has another one than the user was told of. */
      title?: string | null;
    }
  | { type: "session.revoked" };
