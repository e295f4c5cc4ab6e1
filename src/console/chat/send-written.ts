import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import type { Written } from "../composer/composer.tsx";
import { tellFailure } from "../ui/toasts.tsx";

/** Sends what was written, or changes the message that it is about. */
export function sendWritten(conversationId: string, { content, attachments, about }: Written): void {
  const { chat } = client;
  if (about?.kind === "edit") {
    const isSame = content === about.message.content;
    if (!isSame) void unwrap(chat.edit(conversationId, about.message.id, content)).catch(tellFailure);
    return;
  }
  void chat.send(conversationId, {
    content,
    ...(attachments.length > 0 && { attachments }),
    ...(about && { replyTo: about.message.id }),
  });
}
