import type { ConversationLive, Message, Result } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { queryClient } from "../app/query-client.ts";
import { bumpConversation } from "./conversation-cache.ts";
import { messagesQuery, withMessage } from "./messages-query.ts";
import { isOutgoing, putOutgoing, removeOutgoing } from "./outgoing.ts";

type Unsent = { clientId: string; content: string };

export function newClientId(): string {
  return crypto.randomUUID();
}

/** Sends one's own message and shows how that goes. Again with the same `clientId`, it is still sent once. */
export async function sendMessage(
  live: ConversationLive | null,
  conversationId: string,
  { clientId, content }: Unsent,
): Promise<void> {
  const unsent = { clientId, content };
  putOutgoing(conversationId, { ...unsent, state: "sending" });
  const { data: message, error } = await deliver(live, conversationId, unsent);
  // The stream may have brought it back before the answer came.
  if (!isOutgoing(conversationId, clientId)) return;
  putOutgoing(conversationId, { ...unsent, state: error ? "failed" : "sent" });
  if (message) bumpConversation(conversationId, message);
}

/** A message came in the stream, whoever sent it. */
export function keepMessage(conversationId: string, message: Message): void {
  const { queryKey } = messagesQuery(conversationId);
  queryClient.setQueryData(queryKey, (history) => history && withMessage(history, message));
  // What is being read anew may be older than this message.
  if (queryClient.isFetching({ queryKey }) > 0) void queryClient.invalidateQueries({ queryKey });
  removeOutgoing(conversationId, message.clientId);
  bumpConversation(conversationId, message);
}

/** Through the stream; should that be closed meanwhile (one went to another page), once more over HTTP. */
async function deliver(
  live: ConversationLive | null,
  conversationId: string,
  unsent: Unsent,
): Promise<Result<Message>> {
  const sent = await live?.send(unsent);
  if (sent && sent.error?.code !== "NETWORK") return sent;
  return client.conversations.send(conversationId, unsent);
}
