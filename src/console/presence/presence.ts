import { useEffect, useSyncExternalStore } from "react";
import type { NotificationsLive, PresenceStatus } from "../../client/index.ts";

/** Whether somebody is there, and when they last were. */
export type Presence = { status: PresenceStatus; lastSeenAt: string | null };

/** So many the server tells of. */
const mostWatched = 100;
const gatherMs = 50;

const known = new Map<string, Presence>();
/** How many places of the page show each person. */
const shownIn = new Map<string, number>();
const listeners = new Set<() => void>();
let stream: NotificationsLive | null = null;
let told = "";
let own: PresenceStatus = "online";
let timer: ReturnType<typeof setTimeout> | undefined;

/** How somebody is, live while it is shown. Null until it is known. */
export function usePresence(userId: string | null): Presence | null {
  useEffect(() => {
    if (userId === null) return;
    shownIn.set(userId, (shownIn.get(userId) ?? 0) + 1);
    watchSoon();
    return () => {
      const left = (shownIn.get(userId) ?? 1) - 1;
      if (left > 0) shownIn.set(userId, left);
      else shownIn.delete(userId);
      watchSoon();
    };
  }, [userId]);
  return useSyncExternalStore(subscribe, () => (userId === null ? null : (known.get(userId) ?? null)));
}

/** The stream by which people are watched; null when it is closed, and what was known is forgotten. */
export function watchPresenceBy(next: NotificationsLive | null): void {
  stream = next;
  told = "";
  if (!next) known.clear();
  tell();
  watchSoon();
}

/** Somebody came, went, or changed how they are. */
export function presenceChanged(userId: string, presence: Presence): void {
  known.set(userId, presence);
  tell();
}

/** How one is oneself, for all of one's devices. */
export function useOwnStatus(): PresenceStatus {
  return useSyncExternalStore(subscribe, () => own);
}

/** The server has said how one is oneself. */
export function ownStatusIs(status: PresenceStatus): void {
  own = status;
  tell();
}

/** Says how one is oneself, on all of one's devices. */
export function setOwnStatus(status: PresenceStatus): void {
  ownStatusIs(status);
  void stream?.setPresence(status);
}

/** What is shown changes in bursts; the server is told once. */
function watchSoon(): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const userIds = [...shownIn.keys()].slice(-mostWatched);
    const text = userIds.toSorted().join();
    if (!stream || text === told) return;
    told = text;
    void stream.watchPresence(userIds);
  }, gatherMs);
}

function tell(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
