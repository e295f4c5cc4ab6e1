import { useSyncExternalStore } from "react";

/** One's own message that has not come back in the stream yet, which gives it its place. */
export type OutgoingMessage = { clientId: string; content: string; state: "sending" | "sent" | "failed" };

const none: OutgoingMessage[] = [];
const byConversation = new Map<string, OutgoingMessage[]>();
const listeners = new Set<() => void>();

/** What is on its way in a conversation. It outlives the page's components: leaving loses nothing. */
export function useOutgoing(conversationId: string): OutgoingMessage[] {
  return useSyncExternalStore(subscribe, () => byConversation.get(conversationId) ?? none);
}

/** Adds a message, or changes the one of the same `clientId` in its place. */
export function putOutgoing(conversationId: string, message: OutgoingMessage): void {
  const others = byConversation.get(conversationId) ?? none;
  const isKnown = others.some(({ clientId }) => clientId === message.clientId);
  const replaced = others.map((other) => (other.clientId === message.clientId ? message : other));
  set(conversationId, isKnown ? replaced : [...others, message]);
}

export function isOutgoing(conversationId: string, clientId: string): boolean {
  return byConversation.get(conversationId)?.some((message) => message.clientId === clientId) ?? false;
}

export function removeOutgoing(conversationId: string, clientId: string): void {
  const others = byConversation.get(conversationId) ?? none;
  set(
    conversationId,
    others.filter((message) => message.clientId !== clientId),
  );
}

/** Signing out leaves nothing behind. */
export function forgetOutgoing(): void {
  byConversation.clear();
  for (const listener of listeners) listener();
}

function set(conversationId: string, messages: OutgoingMessage[]): void {
  byConversation.set(conversationId, messages);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
