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
import { UserId, UserSummary } from "../users/contract.ts";

export const ConversationId = idSchema("conv");
const MessageId = idSchema("msg");

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
    attachments: z.array(z.unknown()),
    reactions: z.array(z.object({ emoji: z.string(), count: z.int(), userIds: z.array(UserId) })),
    editedAt: Timestamp.nullable(),
    deletedAt: Timestamp.nullable(),
    createdAt: Timestamp,
  })
  .meta({ id: "Message" });
export type Message = z.infer<typeof Message>;

export const Member = z.object({
  userId: UserId,
  username: z.string(),
  displayName: z.string(),
  role: z.enum(["owner", "admin", "member"]),
  joinedAt: Timestamp,
});
export type Member = z.infer<typeof Member>;

export const Conversation = z
  .object({
    id: ConversationId,
    type: z.enum(["direct", "group", "companion"]),
    title: z.string().nullable(),
    members: z.array(Member),
    lastMessage: Message.nullable(),
    unreadCount: z.int(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: "Conversation" });
export type Conversation = z.infer<typeof Conversation>;

export const NewConversation = z.strictObject({ type: z.literal("direct"), userId: UserId });
export type NewConversation = z.input<typeof NewConversation>;

/** Text that a store gives back as it got it: half a surrogate pair has no UTF-8. */
const Text = (maxLength: number) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    .refine((text) => text.isWellFormed(), "must be well-formed Unicode");

export const NewMessage = z.strictObject({
  clientId: Text(64),
  content: Text(10_000),
  replyTo: MessageId.optional(),
});
export type NewMessage = z.infer<typeof NewMessage>;

export const HistoryQuery = PageQuery.extend({
  before: StreamPlace.pipe(z.int().min(1)).optional(),
  after: StreamPlace.optional(),
});

export const ReadUpTo = z.strictObject({ seq: z.int().min(0) });

/** What a client may say in a conversation's stream. */
export const ConversationCommand = z.discriminatedUnion("type", [
  NewMessage.extend({ id: CommandId, type: z.literal("message.send") }),
  z.strictObject({ id: CommandId, type: z.literal("read"), seq: z.int().min(0) }),
  z.strictObject({ id: CommandId, type: z.literal("typing.start") }),
  z.strictObject({ id: CommandId, type: z.literal("typing.stop") }),
  Received,
]);
export type ConversationCommand = z.infer<typeof ConversationCommand>;

/** What a conversation's stream says to a client. */
export type ConversationFrame =
  | (Ready & { reads: { userId: string; readSeq: number }[] })
  | Reset
  | Ack
  | { type: "ack"; id: string; seq: number; message: Message }
  | CommandError
  | { type: "message.created"; seq: number; message: Message }
  | { type: "read.changed"; userId: string; readSeq: number }
  | { type: "typing"; userId: string; isTyping: boolean };
