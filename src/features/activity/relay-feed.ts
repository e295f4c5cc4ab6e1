import { Coalescer } from "../../platform/limits/coalescer.ts";
import type { Logger } from "../../platform/log/logger.ts";
import type { Audience } from "./audience.ts";
import type { Counters, ShownAct, TopicFrame } from "./contract.ts";

/** At most four frames a second, and the first one after a rest at once. */
const intervalMs = 250;
/** So many acts one frame shows; the counters count all. */
const maxShown = 20;
/** So often in a row a relay that fails is told again: two seconds and a half, and then not before something happens. */
const maxRepetitions = 10;

type Options = {
  topic: string;
  relay: string;
  log: Logger;
  audience: Audience;
  /** Null once the topic is closed. */
  counters: () => Counters | null;
  /** @returns whether anybody there follows the topic. */
  deliver: (line: string) => Promise<boolean>;
  /** Called when it turns out that nobody does, where somebody was counted. */
  onViewersGone: () => void;
};

/**
 * What one relay hears of a topic. Each has its own pace, so that a slow one holds up none of the others.
 *
 * Acts are shown at most once: those of a frame that fails are lost, and its counters are told again.
 */
export class RelayFeed {
  readonly #options: Options;
  readonly #rounds: Coalescer;
  #acts: ShownAct[] = [];
  #failures = 0;

  constructor(options: Options) {
    this.#options = options;
    this.#rounds = new Coalescer(
      intervalMs,
      () => this.#tell(),
      (error) => this.#failed(error),
    );
  }

  /** Shows an act, or the counters alone, within the interval. */
  show(act?: ShownAct): void {
    if (act) this.#acts = [...this.#acts, act].slice(-maxShown);
    this.#failures = 0;
    this.#rounds.ask();
  }

  async #tell(): Promise<void> {
    const { topic, relay: name, audience, counters, deliver, onViewersGone } = this.#options;
    const acts = this.#acts.splice(0);
    const figures = counters();
    const relay = audience.listening().find((one) => one.name === name);
    if (!figures || !relay) return;
    const isFollowed = await deliver(JSON.stringify(frameOf(topic, acts, figures)));
    this.#failures = 0;
    if (isFollowed) return;
    // After a crash; it is not asked again until it reports anew.
    const before = audience.viewers();
    audience.disbelieve(relay);
    if (audience.viewers() !== before) onViewersGone();
  }

  #failed(error: unknown): void {
    this.#options.log.error("a relay could not be told", error, { relay: this.#options.relay });
    this.#failures += 1;
    if (this.#failures <= maxRepetitions) this.#rounds.ask();
  }
}

function frameOf(topic: string, acts: ShownAct[], counters: Counters): TopicFrame {
  const newest = acts.at(-1);
  return newest ? { type: "activity", topic, ...newest, counters, acts } : { type: "counters", topic, counters };
}
