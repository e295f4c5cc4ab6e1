import { useSyncExternalStore } from "react";

const none: string[] = [];
const typing = new Map<string, string[]>();
const listeners = new Set<() => void>();

/** Who is typing in a conversation, as far as its stream is open here. */
export function useTyping(conversationId: string): string[] {
  return useSyncExternalStore(subscribe, () => typing.get(conversationId) ?? none);
}

export function typingChanged(conversationId: string, userId: string, isTyping: boolean): void {
  const others = (typing.get(conversationId) ?? none).filter((id) => id !== userId);
  become(conversationId, isTyping ? [...others, userId] : others);
}

/** Nothing is known of it any more. */
export function nobodyTypes(conversationId: string): void {
  become(conversationId, none);
}

function become(conversationId: string, userIds: string[]): void {
  if (userIds.length > 0) typing.set(conversationId, userIds);
  else if (!typing.delete(conversationId)) return;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
