import type { Conversation, Message } from "../../client/index.ts";
import { itemsOf, mapItems, putFirst } from "../app/items.ts";
import { conversationQuery, conversationsQuery } from "../app/queries.ts";
import { queryClient } from "../app/query-client.ts";

const { queryKey } = conversationsQuery;

/** A conversation has news: it comes first in the list. One that the list does not hold, or that nothing was said in, is read. */
export function bumpConversation(conversationId: string, lastMessage: Message | null, unreadCount?: number): void {
  const data = queryClient.getQueryData(queryKey);
  const known = itemsOf(data).find((conversation) => conversation.id === conversationId);
  if (!data || !known || !lastMessage) {
    readAgain();
    return;
  }
  if ((known.lastMessage?.seq ?? 0) > lastMessage.seq) return;
  const changed: Conversation = {
    ...known,
    lastMessage,
    updatedAt: lastMessage.createdAt,
    unreadCount: unreadCount ?? known.unreadCount,
  };
  queryClient.setQueryData(queryKey, putFirst(data, changed));
}

/** The first reading, if it is under way, may be older than this news: it is not begun anew, so another follows it. */
function readAgain(): void {
  const isFirst = queryClient.getQueryData(queryKey) === undefined && queryClient.isFetching({ queryKey }) > 0;
  const invalidate = () => void queryClient.invalidateQueries({ queryKey });
  if (isFirst) queryClient.ensureInfiniteQueryData(conversationsQuery).then(invalidate, invalidate);
  else invalidate();
}

/** A conversation with what the list knows of it, which hears of all that happens. */
export function asListed(conversation: Conversation): Conversation {
  const list = queryClient.getQueryData(queryKey);
  return itemsOf(list).find(({ id }) => id === conversation.id) ?? conversation;
}

/** A conversation has another title, for which its place in the list stays. */
export function renameConversation(conversationId: string, title: string | null): void {
  const list = queryClient.getQueryData(queryKey);
  const known = itemsOf(list).find(({ id }) => id === conversationId);
  if (!known || known.title === title) return;
  queryClient.setQueryData(
    queryKey,
    (data) => data && mapItems(data, (one) => (one.id === conversationId ? { ...one, title } : one)),
  );
  queryClient.setQueryData(conversationQuery(conversationId).queryKey, (one) => one && { ...one, title });
}

export function setConversationRead(conversationId: string): void {
  queryClient.setQueryData(
    queryKey,
    (data) =>
      data &&
      mapItems(data, (conversation) =>
        conversation.id === conversationId ? { ...conversation, unreadCount: 0 } : conversation,
      ),
  );
}
