import { queryOptions } from "@tanstack/react-query";
import type { Message } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";

/** What this page knows of a conversation's messages: the newest, without gaps, as of event `seq`. */
export type History = { items: Message[]; hasOlder: boolean; seq: number };

const pageSize = 50;

/** Read once: from then on the live stream keeps it, also when one comes back to it. */
export function messagesQuery(conversationId: string) {
  return queryOptions({
    queryKey: ["messages", conversationId],
    queryFn: () => readNewest(conversationId),
    staleTime: Infinity,
  });
}

export async function readOlder(conversationId: string, before: number): Promise<Pick<History, "items" | "hasOlder">> {
  const page = await unwrap(client.chat.messages(conversationId, { before, limit: pageSize }));
  return { items: page.items, hasOlder: page.nextCursor !== null };
}

async function readNewest(conversationId: string): Promise<History> {
  const page = await unwrap(client.chat.messages(conversationId, { limit: pageSize }));
  return { items: page.items, hasOlder: page.nextCursor !== null, seq: page.items.at(-1)?.seq ?? 0 };
}

/** The history with the stream's next message, or unchanged where it was read already. */
export function withMessage(history: History, message: Message): History {
  if (message.seq <= history.seq) return history;
  return { ...history, items: [...history.items, message], seq: message.seq };
}

/** The history with one of its messages changed: edited, deleted, reacted to. One not read yet will be read so. */
export function withChange(history: History, messageId: string, change: (message: Message) => Message): History {
  return { ...history, items: history.items.map((one) => (one.id === messageId ? change(one) : one)) };
}

export function withOlder(history: History, older: Pick<History, "items" | "hasOlder">): History {
  return { ...history, items: [...older.items, ...history.items], hasOlder: older.hasOlder };
}
