import { useSyncExternalStore } from "react";
import type { Message, OutboxChange, Outgoing } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { queryClient } from "../app/query-client.ts";
import { bumpConversation } from "./conversation-cache.ts";
import { type History, messagesQuery } from "./messages-query.ts";

/** One's own message that has not come back in the stream yet, which gives it its place. */
export type OutgoingMessage = Pick<Outgoing, "clientId" | "conversationId" | "content"> & {
  state: "sending" | "sent" | "failed";
  fileCount: number;
  /** Its place, once the server has it. */
  seq?: number;
};

type OfOne = Map<string, OutgoingMessage>;

const none: OutgoingMessage[] = [];
/**
 * What the client's outbox holds, and what has left it since and is missing in what was read of its conversation:
 * that stays to be seen until the stream brings it.
 */
const byConversation = new Map<string, OfOne>();
const lists = new Map<string, OutgoingMessage[]>();
/** What the stream has brought may be acknowledged after that. */
const arrived = new Set<string>();
const listeners = new Set<() => void>();

client.chat.outbox.onChange(follow);

/** What is on its way in a conversation. It outlives the page's components: leaving loses nothing. */
function useOutgoing(conversationId: string): OutgoingMessage[] {
  return useSyncExternalStore(subscribe, () => lists.get(conversationId) ?? none);
}

/** Of that, what is not among the messages that were read. What was sent before those is among them, or older. */
export function useOutgoingHere(conversationId: string, history: History | undefined): OutgoingMessage[] {
  const outgoing = useOutgoing(conversationId);
  const known = new Set(history?.items.map(({ clientId }) => clientId));
  return outgoing.filter(
    ({ clientId, seq }) => !known.has(clientId) && (seq === undefined || seq > (history?.seq ?? 0)),
  );
}

/** The stream has brought a message, whoever sent it. */
export function outgoingArrived({ conversationId, clientId }: Message): void {
  const outgoing = byConversation.get(conversationId)?.get(clientId);
  if (!outgoing) return;
  byConversation.get(conversationId)?.delete(clientId);
  if (outgoing.state !== "sent") arrived.add(clientId);
  tell(conversationId);
}

/** Signing out leaves nothing behind. */
export function forgetOutgoing(): void {
  byConversation.clear();
  lists.clear();
  arrived.clear();
  for (const listener of listeners) listener();
}

function follow(change: OutboxChange): void {
  const { conversationId, clientId } = change.outgoing;
  const messages = byConversation.get(conversationId) ?? new Map();
  byConversation.set(conversationId, messages);
  const hasArrived = arrived.has(clientId);
  if (change.state === "acked" || change.state === "discarded") arrived.delete(clientId);
  if (change.state === "discarded") messages.delete(clientId);
  else if (!hasArrived) messages.set(clientId, shownOf(change));
  if (change.state === "acked") {
    forgetRead(conversationId, messages);
    bumpConversation(conversationId, change.message);
  }
  tell(conversationId);
}

function shownOf(change: Exclude<OutboxChange, { state: "discarded" }>): OutgoingMessage {
  const { clientId, conversationId, content, attachments = [] } = change.outgoing;
  const shown = { clientId, conversationId, content, fileCount: attachments.length, state: shownAs[change.state] };
  return change.state === "acked" ? { ...shown, seq: change.message.seq } : shown;
}

/** Keeps of what was sent only what is missing in a conversation that was read before. Any other will be read with it. */
function forgetRead(conversationId: string, messages: OfOne): void {
  const history = queryClient.getQueryData(messagesQuery(conversationId).queryKey);
  for (const { clientId, seq } of messages.values()) {
    if (seq !== undefined && seq <= (history?.seq ?? Infinity)) messages.delete(clientId);
  }
}

const shownAs = { pending: "sending", sent: "sending", failed: "failed", acked: "sent" } as const;

function tell(conversationId: string): void {
  lists.set(conversationId, [...(byConversation.get(conversationId)?.values() ?? [])]);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
