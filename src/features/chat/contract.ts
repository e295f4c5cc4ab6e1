import { z } from "zod";
import { PageQuery, Timestamp } from "../../platform/http/contract.ts";
import { idSchema } from "../../platform/ids/typeid.ts";
import {
  type Ack,
  type CommandError,
  CommandId,
  Received,
  type Ready,
  type Reset,
  StreamPlace,
} from "../../platform/sockets/contract.ts";
import { Attachment, AttachmentId } from "../attachments/contract.ts";
import { UserId, UserSummary } from "../users/contract.ts";

export type { Attachment } from "../attachments/contract.ts";

export const ConversationId = idSchema("conv");
export const MessageId = idSchema("msg");

const maxAttachments = 10;
const maxMembersAtOnce = 100;

export const Reaction = z.object({ emoji: z.string(), count: z.int(), userIds: z.array(UserId) });
export type Reaction = z.infer<typeof Reaction>;

/** A message as everyone in the conversation sees it. `seq` is its place in the conversation's stream. */
export const Message = z
  .object({
    id: MessageId,
    conversationId: ConversationId,
    seq: z.int(),
    clientId: z.string().meta({ description: "the sender's own name for it; sending it again gives the same message" }),
    sender: UserSummary,
    content: z.string().nullable(),
    replyTo: MessageId.nullable(),
    attachments: z.array(Attachment),
    reactions: z.array(Reaction),
    editedAt: Timestamp.nullable(),
    deletedAt: Timestamp.nullable(),
    createdAt: Timestamp,
  })
  .meta({ id: "Message" });
export type Message = z.infer<typeof Message>;

/** What a message said until it was edited, oldest first. */
export const MessageEdit = z.object({ content: z.string(), replacedAt: Timestamp });
export type MessageEdit = z.infer<typeof MessageEdit>;

export const MemberRole = z.enum(["owner", "admin", "member"]);
export type MemberRole = z.infer<typeof MemberRole>;

export const Member = z.object({
  userId: UserId,
  username: z.string(),
  displayName: z.string(),
  role: MemberRole,
  joinedAt: Timestamp,
});
export type Member = z.infer<typeof Member>;

export const Conversation = z
  .object({
    id: ConversationId,
    type: z.enum(["direct", "group", "companion"]),
    title: z.string().nullable(),
    members: z.array(Member).meta({ description: "the first hundred who joined" }),
    memberCount: z.int(),
    lastMessage: Message.nullable(),
    unreadCount: z.int(),
    mutedUntil: Timestamp.nullable().meta({ description: "no notification of it before then" }),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: "Conversation" });
export type Conversation = z.infer<typeof Conversation>;

/** Text that a store gives back as it got it: half a surrogate pair has no UTF-8. */
const Text = (minLength: number, maxLength: number) =>
  z
    .string()
    .min(minLength)
    .max(maxLength)
    .refine((text) => text.isWellFormed(), "must be well-formed Unicode");

const Title = Text(1, 100).refine((text) => text.trim() !== "", "must not be blank");

export const NewConversation = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("direct"), userId: UserId }),
  z.strictObject({ type: z.literal("group"), title: Title, memberIds: z.array(UserId).max(maxMembersAtOnce) }),
  z.strictObject({ type: z.literal("companion"), companion: z.string().min(1).max(64) }),
]);
export type NewConversation = z.input<typeof NewConversation>;

export const ConversationChange = z.strictObject({ title: Title });
export type ConversationChange = z.infer<typeof ConversationChange>;

export const MemberChange = z.strictObject({ role: MemberRole.optional() });
export type MemberChange = z.infer<typeof MemberChange>;

/** Without `until` for good. */
export const Mute = z.strictObject({ until: z.iso.datetime().optional() });
export type Mute = z.infer<typeof Mute>;

const MessageText = Text(0, 10_000);
const AttachmentIds = z.array(AttachmentId).max(maxAttachments);

const messageFields = {
  clientId: Text(1, 64),
  content: MessageText,
  replyTo: MessageId.optional(),
  attachments: AttachmentIds.optional(),
};
const saysSomething = ({ content, attachments = [] }: { content: string; attachments?: string[] | undefined }) =>
  content !== "" || attachments.length > 0;
const nothingSaid = { path: ["content"], message: "must not be empty without an attachment" };

export const NewMessage = z
  .strictObject(messageFields)
  .refine(saysSomething, nothingSaid)
  .meta({
    anyOf: [
      { properties: { content: { minLength: 1 } } },
      { properties: { attachments: { minItems: 1 } }, required: ["attachments"] },
    ],
  });
export type NewMessage = z.infer<typeof NewMessage>;

export const EditedMessage = z.strictObject({ content: Text(1, 10_000) });
export type EditedMessage = z.infer<typeof EditedMessage>;

/** One emoji, however many code points it is made of. */
export const Emoji = z
  .emoji()
  .max(32)
  .refine((text) => [...new Intl.Segmenter().segment(text)].length === 1, "must be a single emoji");

export const HistoryQuery = PageQuery.extend({
  before: StreamPlace.pipe(z.int().min(1)).optional(),
  after: StreamPlace.optional(),
});

export const SearchQuery = PageQuery.extend({ q: z.string().trim().min(1).max(200) });

export const ReadUpTo = z.strictObject({ seq: z.int().min(0) });

/** What a client may say in a conversation's stream. */
export const ConversationCommand = z.discriminatedUnion("type", [
  z
    .strictObject({ ...messageFields, id: CommandId, type: z.literal("message.send") })
    .refine(saysSomething, nothingSaid),
  EditedMessage.extend({ id: CommandId, type: z.literal("message.edit"), messageId: MessageId }),
  z.strictObject({ id: CommandId, type: z.literal("message.delete"), messageId: MessageId }),
  z.strictObject({ id: CommandId, type: z.literal("reaction.add"), messageId: MessageId, emoji: Emoji }),
  z.strictObject({ id: CommandId, type: z.literal("reaction.remove"), messageId: MessageId, emoji: Emoji }),
  z.strictObject({ id: CommandId, type: z.literal("read"), seq: z.int().min(0) }),
  z.strictObject({ id: CommandId, type: z.literal("typing.start") }),
  z.strictObject({ id: CommandId, type: z.literal("typing.stop") }),
  Received,
]);
export type ConversationCommand = z.infer<typeof ConversationCommand>;

/** Whether somebody is there, on any of their devices. */
export const PresenceStatus = z.enum(["online", "away", "busy", "offline"]);
export type PresenceStatus = z.infer<typeof PresenceStatus>;

/** Why a companion could not answer. After `UNAVAILABLE`, `INTERRUPTED` and, in time, `RATE_LIMITED` trying again may help. */
export const CompanionFailureCode = z.enum([
  "RATE_LIMITED",
  "UNAVAILABLE",
  "INTERRUPTED",
  "REFUSED",
  "TOO_LONG",
  "MISCONFIGURED",
]);
export type CompanionFailureCode = z.infer<typeof CompanionFailureCode>;

export const CompanionFailure = z.object({
  code: CompanionFailureCode,
  message: z.string(),
  retryAt: Timestamp.nullable().meta({ description: "before then trying again is in vain" }),
});
export type CompanionFailure = z.infer<typeof CompanionFailure>;

/** A message that a companion has not answered yet. */
export const OpenQuestion = z
  .object({
    messageId: MessageId.meta({ description: "the id that the answer will have" }),
    replyTo: MessageId.meta({ description: "the message that is to be answered" }),
    state: z.enum(["waiting", "answering", "failed"]),
    failure: CompanionFailure.nullable(),
  })
  .meta({ id: "OpenQuestion" });
export type OpenQuestion = z.infer<typeof OpenQuestion>;

/** What a conversation's stream tells for good, each with its place. */
export type ConversationEvent =
  | { type: "message.created" | "message.edited" | "message.deleted"; seq: number; message: Message }
  | { type: "reaction.changed"; seq: number; messageId: string; reactions: Reaction[] }
  | { type: "member.joined" | "member.left"; seq: number; userId: string }
  | { type: "conversation.changed"; seq: number; title: string | null };

/** What a conversation's stream says to a client. */
export type ConversationFrame =
  | (Ready & { reads: { userId: string; readSeq: number }[] })
  | Reset
  | Ack
  | { type: "ack"; id: string; seq: number; message: Message }
  | CommandError
  | ConversationEvent
  | { type: "read.changed"; userId: string; readSeq: number }
  | { type: "typing"; userId: string; isTyping: boolean }
  | { type: "presence"; userId: string; status: PresenceStatus }
  | { type: "companion.delta"; messageId: string; replyTo: string; offset: number; text: string }
  | ({ type: "companion.failed"; messageId: string; replyTo: string } & CompanionFailure);
