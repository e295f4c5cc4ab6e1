import { z } from "zod";
import { defineEvent } from "../../platform/events/event.ts";
import { UserId } from "../users/contract.ts";
import { ConversationId } from "./contract.ts";

/** There is a new conversation, with those who are its members now. */
export const conversationOpened = defineEvent("chat.conversation-opened", z.object({ conversationId: ConversationId }));
/** Members joined or left, or the role of one is another. */
export const membersChanged = defineEvent(
  "chat.members-changed",
  z.object({ conversationId: ConversationId, joined: z.array(UserId), left: z.array(UserId) }),
);
/** What is told of the conversation itself is another. */
export const conversationChanged = defineEvent(
  "chat.conversation-changed",
  z.object({ conversationId: ConversationId }),
);
/** A conversation is gone, with these last members. */
export const conversationDeleted = defineEvent(
  "chat.conversation-deleted",
  z.object({ conversationId: ConversationId, memberIds: z.array(UserId) }),
);
