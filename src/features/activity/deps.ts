import type { SessionsDeps } from "../sessions/index.ts";
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
export interface ViewerRelay {
  dropViewer(userId: string, topic: string): Promise<void>;
  reconsiderViewer(userId: string): Promise<void>;
  reconsiderAll(): Promise<void>;
  fetch(request: Request): Promise<Response>;
}

export interface ActivityDeps extends SessionsDeps {
  knownTopics: KnownTopics;
  topicOf(topic: string): TopicObject;
  relayOf(userId: string): ViewerRelay;
  allRelays(): ViewerRelay[];
  /** Those of the topics that there are and that the user may see. */
  mayView(userId: string, topics: string[]): Promise<string[]>;
}
