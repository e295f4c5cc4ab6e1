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
/** Who wants to know of new posts, by the topic of the space. */
const postListeners = new Map<string, Set<() => void>>();
let stream: ActivityLive | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** The counters of a post, live while it is shown; until they are known, those that came with it. */
export function useCounters(postId: string, initial: Counters): Counters {
  const topic = topicOf(postId);
  useEffect(() => showTopic(topic), [topic]);
  return useSyncExternalStore(subscribe, () => known.get(topic) ?? initial);
}

/** Shows one's own like, or that it was taken back, before the stream tells of it. */
export function countLike(postId: string, change: 1 | -1): void {
  const topic = topicOf(postId);
  const counters = known.get(topic);
  if (!counters) return;
  known.set(topic, { ...counters, likes: Math.max(0, counters.likes + change) });
  tell(listeners);
}

/** Calls when something was posted in a space, while the page follows it. */
export function followSpace(spaceId: string, onPost: () => void): () => void {
  const topic = `space:${spaceId}`;
  const leave = showTopic(topic);
  const those = postListeners.get(topic) ?? new Set();
  postListeners.set(topic, those.add(onPost));
  return () => {
    those.delete(onPost);
    leave();
  };
}

function topicOf(postId: string): string {
  return `post:${postId}`;
}

function showTopic(topic: string): () => void {
  shownIn.set(topic, (shownIn.get(topic) ?? 0) + 1);
  followSoon();
  return () => {
    const left = (shownIn.get(topic) ?? 1) - 1;
    if (left > 0) shownIn.set(topic, left);
    else shownIn.delete(topic);
    followSoon();
  };
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
  for (let at = 0; at < added.length; at += mostAtOnce) void ask(live, added.slice(at, at + mostAtOnce));
}

/** One that is gone has the others refused as well: these are asked for again. */
async function ask(live: ActivityLive, topics: string[]): Promise<void> {
  const { error } = await live.subscribe(topics);
  const refused = new Set(error?.topics);
  const left = topics.filter((topic) => !refused.has(topic) && followed.has(topic));
  if (refused.size > 0 && left.length > 0 && live === stream) await ask(live, left);
}

function take(event: ActivityEvent): void {
  if (event.type !== "activity" && event.type !== "counters") return;
  known.set(event.topic, event.counters);
  tell(listeners);
  const isPosted = event.type === "activity" && event.acts.some(({ kind }) => kind === "post");
  if (isPosted) tell(postListeners.get(event.topic) ?? []);
}

function tell(whom: Iterable<() => void>): void {
  for (const listener of whom) listener();
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
