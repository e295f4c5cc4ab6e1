import { useSyncExternalStore } from "react";
import type { Notification } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { tellFailure } from "../ui/toasts.tsx";
import { moveFocusFrom } from "./focus.ts";
import { applyToLists } from "./notification-lists.ts";

type Leaving = { timer: ReturnType<typeof setTimeout>; isUnread: boolean };

const undoMs = 6_000;
const leaving = new Map<string, Leaving>();
const listeners = new Set<() => void>();

/** Removes a notification after a while, until when it can be kept; a page that is left removes it at once. */
export function removeSoon({ id, read }: Notification): void {
  if (leaving.has(id)) return;
  leaving.set(id, { timer: setTimeout(() => void remove(id), undoMs), isUnread: !read });
  tell();
}

/** It stays after all. */
export function keep(id: string): void {
  clearTimeout(leaving.get(id)?.timer);
  leaving.delete(id);
  tell();
}

export function useIsLeaving(id: string): boolean {
  return useSyncExternalStore(subscribe, () => leaving.has(id));
}

/** How many unread ones are about to be removed, and so are counted no more. */
export function useUnreadLeaving(): number {
  return useSyncExternalStore(subscribe, () => [...leaving.values()].filter(({ isUnread }) => isUnread).length);
}

/** Nothing is removed any more for whoever signs out. */
export function keepAll(): void {
  for (const id of leaving.keys()) keep(id);
}

async function remove(id: string): Promise<void> {
  clearTimeout(leaving.get(id)?.timer);
  try {
    await unwrap(client.notifications.remove(id));
    moveFocusFrom(id);
    applyToLists({ type: "notification.deleted", seq: 0, notificationId: id });
  } catch (error) {
    tellFailure(error);
  } finally {
    leaving.delete(id);
    tell();
  }
}

function tell(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

addEventListener("pagehide", () => {
  for (const id of leaving.keys()) void remove(id);
});
