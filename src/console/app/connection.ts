import { useSyncExternalStore } from "react";
import type { StreamState } from "../../client/index.ts";

/** How this page is connected: the worst of its streams, or `offline` where the device has no network. */
export type Connection = StreamState | "offline";

const streams = new Map<string, StreamState>();
const listeners = new Set<() => void>();
const worstFirst: StreamState[] = ["reconnecting", "connecting", "live"];

/** A stream tells how it stands; `closed` ones do not count. */
export function reportStream(name: string, state: StreamState): void {
  if (state === "closed") streams.delete(name);
  else streams.set(name, state);
  for (const listener of listeners) listener();
}

export function useConnection(): Connection {
  return useSyncExternalStore(subscribe, current);
}

function current(): Connection {
  if (!navigator.onLine) return "offline";
  const states = new Set(streams.values());
  return worstFirst.find((state) => states.has(state)) ?? "live";
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}
