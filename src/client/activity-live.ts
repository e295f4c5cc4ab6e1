import type { ActivityFrame } from "../features/activity/contract.ts";
import { LiveStream, type StreamOptions, type StreamState } from "./live-stream.ts";
import { callOut } from "./mistake.ts";
import { isPassing } from "./refusal.ts";
import { type Failure, type Result, succeed } from "./result.ts";
import { tellUntilHeard } from "./tell-until-heard.ts";
import type { Transport } from "./transport.ts";

/** What happens to the topics that one follows. */
export type ActivityEvent = Exclude<ActivityFrame, { type: "ack" | "error" }>;

export type ActivityLiveOptions = Omit<StreamOptions<ActivityEvent>, "after"> & {
  /** After a reconnect the server refused these, and they are not followed any more. */
  onLost?: (topics: string[], error: Failure) => void;
};

/** Likes, comments, views and posts as they happen, and how many there are. Nothing of it is sent again. */
export class ActivityLive {
  readonly #stream: LiveStream<ActivityEvent>;
  readonly #options: ActivityLiveOptions;
  /** What the server is told again after a reconnect. */
  readonly #topics = new Set<string>();
  /** What `subscribe` has asked for and has no answer to yet, without what was left meanwhile. */
  readonly #asked = new Set<Set<string>>();
  /** Counts the connections. */
  #round = 0;

  constructor(transport: Transport, options: ActivityLiveOptions) {
    this.#options = options;
    const endpoint = { path: "/activity/live", probe: "/me", isDurable: false };
    const onEvent = (event: ActivityEvent) => {
      if (event.type === "ready") this.#followAgain();
      options.onEvent?.(event);
    };
    this.#stream = new LiveStream(transport, endpoint, { ...options, onEvent });
  }

  get state(): StreamState {
    return this.#stream.state;
  }

  /** Follows topics (`post:ID`, `space:ID`) from now on, also after reconnects. Fifty at a time, a hundred in all. */
  async subscribe(topics: string[]): Promise<Result<null>> {
    const asked = new Set(topics);
    this.#asked.add(asked);
    const { error } = await this.#stream.command({ type: "subscribe", topics }, { isRepeatable: true });
    this.#asked.delete(asked);
    if (error) return { data: null, error };
    for (const topic of asked) this.#topics.add(topic);
    return succeed(null);
  }

  /** Follows them no more. */
  async unsubscribe(topics: string[]): Promise<Result<null>> {
    for (const topic of topics) {
      this.#topics.delete(topic);
      for (const asked of this.#asked) asked.delete(topic);
    }
    const { error } = await this.#stream.command({ type: "unsubscribe", topics }, { isRepeatable: true });
    return error ? { data: null, error } : succeed(null);
  }

  close(): void {
    this.#stream.close();
  }

  #followAgain(): void {
    this.#round += 1;
    const topics = [...this.#topics];
    for (let at = 0; at < topics.length; at += mostAtOnce) void this.#follow(topics.slice(at, at + mostAtOnce));
  }

  /** Follows topics on this connection: of those given, the ones that are still wanted. */
  async #follow(topics: string[]): Promise<void> {
    const round = this.#round;
    const wanted = () => topics.filter((topic) => this.#topics.has(topic));
    let named = wanted();
    const { error } = await tellUntilHeard(
      () => {
        named = wanted();
        return this.#stream.command({ type: "subscribe", topics: named }, { isRepeatable: false });
      },
      () => this.#round === round && this.#stream.state === "live" && wanted().length > 0,
    );
    if (!error || isPassing(error)) return;
    // One that is gone has the others refused as well.
    const refused = error.topics ?? named;
    const lost = wanted().filter((topic) => refused.includes(topic));
    for (const topic of lost) this.#topics.delete(topic);
    if (lost.length > 0) callOut(() => this.#options.onLost?.(lost, error));
    const left = wanted();
    if (refused.length > 0 && left.length > 0 && this.#round === round) await this.#follow(left);
  }
}

const mostAtOnce = 50;
