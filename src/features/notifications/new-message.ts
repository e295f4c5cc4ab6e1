import type { Message } from "../chat/contract.ts";
import { excerpt } from "./excerpt.ts";
import type { NewNotification } from "./new-notification.ts";

/** "Ada Lovelace: Are you there?" Messages of one conversation are one notification while it is unread. */
export function newMessageNotification(conversationId: string, message: Message): NewNotification {
  return { ...about(conversationId, message), type: "new_message", title: message.sender.displayName };
}

/** "Ada Lovelace mentioned you: Look at this." Each mention is a notification of its own. */
export function mentionNotification(conversationId: string, message: Message): NewNotification {
  const title = `${message.sender.displayName} mentioned you`;
  return { ...about(conversationId, message), type: "mention", title, groupKey: null };
}

function about(conversationId: string, message: Message) {
  return {
    message: excerpt(message.content || message.attachments.map(({ name }) => name).join(", ")),
    link: `/conversations/${conversationId}`,
    metadata: { conversationId, messageId: message.id, userId: message.sender.id },
    actor: message.sender,
    groupKey: conversationId,
  };
}
