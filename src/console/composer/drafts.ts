import { useSyncExternalStore } from "react";

/** What was begun in a conversation and not sent. It is kept while this page lives, and nowhere else. */
const drafts = new Map<string, string>();
const listeners = new Set<() => void>();

export function draftOf(conversationId: string): string {
  return drafts.get(conversationId) ?? "";
}

export function useDraft(conversationId: string): string {
  return useSyncExternalStore(subscribe, () => draftOf(conversationId));
}

export function keepDraft(conversationId: string, text: string): void {
  if (text.trim() === "") drafts.delete(conversationId);
  else drafts.set(conversationId, text);
  for (const listener of listeners) listener();
}

/** Signing out leaves nothing behind. */
export function forgetDrafts(): void {
  drafts.clear();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
