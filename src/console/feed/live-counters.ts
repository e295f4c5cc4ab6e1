import { useEffect, useSyncExternalStore } from "react";
import type { ActivityEvent, ActivityLive, Counters, StreamState } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { reportStream } from "../app/connection.ts";

/** So many topics one stream follows. */
const mostFollowed = 100;
/** So many may be asked for at once. */
const mostAtOnce = 50;
const gatherMs = 50;

const known = new Map<string, Counters>();
/** How many places of the page show each topic. */
const shownIn = new Map<string, number>();
const followed = new Set<string>();
const listeners = new Set<() => void>();
let stream: ActivityLive | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** The counters of a post, live while it is shown; until they are known, those that came with it. */
export function useCounters(postId: string, initial: Counters): Counters {
  const topic = `post:${postId}`;
  useEffect(() => {
    shownIn.set(topic, (shownIn.get(topic) ?? 0) + 1);
    followSoon();
    return () => {
      const left = (shownIn.get(topic) ?? 1) - 1;
      if (left > 0) shownIn.set(topic, left);
      else shownIn.delete(topic);
      followSoon();
    };
  }, [topic]);
  return useSyncExternalStore(subscribe, () => known.get(topic) ?? initial);
}

/** What is shown changes in bursts; the server is told once, and nothing is open while nothing is shown. */
function followSoon(): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const wanted = new Set([...shownIn.keys()].slice(-mostFollowed));
    if (wanted.size === 0) return close();
    stream ??= client.activity.live({ onEvent: take, onState });
    follow(stream, wanted);
  }, gatherMs);
}

function onState(state: StreamState): void {
  reportStream("activity", state);
  // With a session its streams end; the next one has its own.
  if (state === "closed") forget();
}

function follow(live: ActivityLive, wanted: Set<string>): void {
  const left = [...followed].filter((topic) => !wanted.has(topic));
  const added = [...wanted].filter((topic) => !followed.has(topic));
  for (const topic of left) followed.delete(topic);
  for (const topic of added) followed.add(topic);
  for (let at = 0; at < left.length; at += mostAtOnce) void live.unsubscribe(left.slice(at, at + mostAtOnce));
  for (let at = 0; at < added.length; at += mostAtOnce) void live.subscribe(added.slice(at, at + mostAtOnce));
}

function take(event: ActivityEvent): void {
  if (event.type !== "activity" && event.type !== "counters") return;
  known.set(event.topic, event.counters);
  for (const listener of listeners) listener();
}

function close(): void {
  stream?.close();
  forget();
}

function forget(): void {
  stream = null;
  followed.clear();
  known.clear();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
