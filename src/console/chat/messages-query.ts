import { queryOptions } from "@tanstack/react-query";
import type { Message } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { queryClient } from "../app/query-client.ts";
import { unwrap } from "../app/request-failed.ts";

/**
 * What this page knows of a conversation's messages: a run of them without gaps. `seq` is the newest event
 * that is known of; with `hasNewer` the run ends before that.
 */
export type History = { items: Message[]; hasOlder: boolean; hasNewer: boolean; seq: number };

const pageSize = 50;

/** Read once: from then on the live stream keeps it, also when one comes back to it. */
export function messagesQuery(conversationId: string) {
  return queryOptions({
    queryKey: ["messages", conversationId],
    queryFn: () => readNewest(conversationId),
    staleTime: Infinity,
  });
}

async function readNewest(conversationId: string): Promise<History> {
  const page = await unwrap(client.chat.messages(conversationId, { limit: pageSize }));
  return { items: page.items, hasOlder: page.nextCursor !== null, hasNewer: false, seq: page.items.at(-1)?.seq ?? 0 };
}

/** Reads what was said before what is known. */
export async function loadOlder(conversationId: string): Promise<void> {
  const { queryKey } = messagesQuery(conversationId);
  const before = queryClient.getQueryData(queryKey)?.items[0]?.seq;
  if (before === undefined) return;
  const page = await unwrap(client.chat.messages(conversationId, { before, limit: pageSize }));
  queryClient.setQueryData(queryKey, (history) =>
    // Read again meanwhile, it may begin elsewhere.
    history?.items[0]?.seq === before
      ? { ...history, items: [...page.items, ...history.items], hasOlder: page.nextCursor !== null }
      : history,
  );
}

/** Reads what was said after what is known, where that is not the newest. */
export async function loadNewer(conversationId: string): Promise<void> {
  const { queryKey } = messagesQuery(conversationId);
  const after = queryClient.getQueryData(queryKey)?.items.at(-1)?.seq;
  if (after === undefined) return;
  const page = await unwrap(client.chat.messages(conversationId, { after, limit: pageSize }));
  queryClient.setQueryData(queryKey, (history) => {
    if (!history || history.items.at(-1)?.seq !== after) return history;
    const items = [...history.items, ...page.items];
    const last = items.at(-1)?.seq ?? 0;
    // What came in the stream meanwhile was not kept: it is read with the next page.
    return { ...history, items, hasNewer: last < history.seq, seq: Math.max(history.seq, last) };
  });
}

/** Has the history hold the message at that place, however long ago it was said. */
export async function loadAround(conversationId: string, seq: number): Promise<void> {
  const query = messagesQuery(conversationId);
  const known = await queryClient.ensureQueryData(query);
  if (known.items.some((message) => message.seq === seq)) return;
  const [older, newer] = await Promise.all([
    unwrap(client.chat.messages(conversationId, { before: seq + 1, limit: pageSize })),
    unwrap(client.chat.messages(conversationId, { after: seq, limit: pageSize })),
  ]);
  const items = [...older.items, ...newer.items];
  queryClient.setQueryData(query.queryKey, (history) => {
    const newest = Math.max(history?.seq ?? 0, items.at(-1)?.seq ?? 0);
    return { items, hasOlder: older.nextCursor !== null, hasNewer: (items.at(-1)?.seq ?? 0) < newest, seq: newest };
  });
}

/** Goes back to the newest messages. */
export async function loadNewest(conversationId: string): Promise<void> {
  const history = await readNewest(conversationId);
  queryClient.setQueryData(messagesQuery(conversationId).queryKey, (known) => {
    const seq = Math.max(history.seq, known?.seq ?? 0);
    return { ...history, seq, hasNewer: history.seq < seq };
  });
}

/** The history with the stream's next message, or unchanged where it was read already. */
export function withMessage(history: History, message: Message): History {
  if (message.seq <= history.seq) return history;
  if (history.hasNewer) return { ...history, seq: message.seq };
  return { ...history, items: [...history.items, message], seq: message.seq };
}

/** The history with one of its messages changed: edited, deleted, reacted to. One not read yet will be read so. */
export function withChange(history: History, messageId: string, change: (message: Message) => Message): History {
  return { ...history, items: history.items.map((one) => (one.id === messageId ? change(one) : one)) };
}
