import type { Message } from "../chat/contract.ts";
import type { NewNotification } from "./inbox.ts";

const maxExcerpt = 140;

/** "Ada Lovelace: Are you there?" Messages of one conversation are one notification while it is unread. */
export function newMessageNotification(conversationId: string, message: Message): NewNotification {
  return {
    type: "new_message",
    title: message.sender.displayName,
    message: excerpt(message.content ?? ""),
    link: `/conversations/${conversationId}`,
    metadata: { conversationId, messageId: message.id, userId: message.sender.id },
    actor: message.sender,
    groupKey: conversationId,
  };
}

function excerpt(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const characters = Array.from(line);
  return characters.length <= maxExcerpt ? line : `${characters.slice(0, maxExcerpt - 1).join("")}…`;
}
