import type { TopicCounters } from "../features/activity/contract.ts";
import { ActivityLive, type ActivityLiveOptions } from "./activity-live.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

/** What happens to posts and in spaces. */
export class Activity {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The counters of up to fifty topics (`post:ID`, `space:ID`), in the order asked for. */
  get(topics: string[]): Promise<Result<{ items: TopicCounters[] }>> {
    return this.#transport.request("GET", "/activity", { query: { topics: topics.join(",") } });
  }

  /** Opens the stream of activity, which stays open across lost connections until `close()`. */
  live(options: ActivityLiveOptions): ActivityLive {
    return new ActivityLive(this.#transport, options);
  }
}
