import type { Message } from "../../client/index.ts";
import { queryClient } from "../app/query-client.ts";
import { bumpConversation } from "./conversation-cache.ts";
import { messagesQuery, withChange, withMessage } from "./messages-query.ts";
import { outgoingArrived } from "./outgoing.ts";

/** A message came in the stream, whoever sent it. */
export function keepMessage(conversationId: string, message: Message): void {
  const { queryKey } = messagesQuery(conversationId);
  queryClient.setQueryData(queryKey, (history) => history && withMessage(history, message));
  // What is being read anew may be older than this message.
  if (queryClient.isFetching({ queryKey }) > 0) void queryClient.invalidateQueries({ queryKey });
  outgoingArrived(message);
  bumpConversation(conversationId, message);
}

/** A message was changed: edited, deleted, reacted to. */
export function changeMessage(conversationId: string, messageId: string, change: (message: Message) => Message): void {
  const { queryKey } = messagesQuery(conversationId);
  queryClient.setQueryData(queryKey, (history) => history && withChange(history, messageId, change));
  if (queryClient.isFetching({ queryKey }) > 0) void queryClient.invalidateQueries({ queryKey });
}
