import type { LiveObject, SessionsDeps } from "../sessions/index.ts";
import type { Act } from "./act.ts";
import type { Counters } from "./contract.ts";
import type { KnownTopics } from "./known-topics.ts";

/** What the Worker asks of a topic's object. */
export interface TopicObject {
  record(act: Act): Promise<boolean>;
  counters(): Promise<Counters | null>;
  close(): Promise<void>;
}

/** What the Worker asks of a user's relay. */
export interface ViewerRelay extends LiveObject {
  dropViewer(userId: string, topic: string): Promise<void>;
  reconsiderViewer(userId: string): Promise<void>;
  reconsiderTopic(topic: string): Promise<void>;
}

/** That somebody follows something. */
export type Follow = { userId: string; topic: string };

export interface ActivityDeps extends SessionsDeps {
  knownTopics: KnownTopics;
  topicOf(topic: string): TopicObject;
  relayOf(userId: string): ViewerRelay;
  allRelays(): ViewerRelay[];
  /** Those of the topics that there are and that the user may see. */
  mayView(userId: string, topics: string[]): Promise<string[]>;
  /** Those of the topics that go with one: itself, and what is posted in a space. */
  topicsWithin(topic: string, topics: string[]): Promise<string[]>;
  /** Those of the follows whose topic is there and not for the user to see: in one query for each kind of topic. */
  unseenAmong(follows: Follow[]): Promise<Follow[]>;
}
