import { DurableObject } from "cloudflare:workers";
import { parseConfig } from "../../platform/config/config.ts";
import { createDatabase } from "../../platform/db/database.ts";
import { Coalescer } from "../../platform/limits/coalescer.ts";
import { Logger } from "../../platform/log/logger.ts";
import type { Act } from "./act.ts";
import { Audience, type ListeningRelay, type RelayReport } from "./audience.ts";
import type { Counters, ShownAct, TopicFrame } from "./contract.ts";
import { Projection } from "./projection.ts";
import { Tally } from "./tally.ts";

/** At most four frames a second, and the first one after a rest at once. */
const intervalMs = 250;
/** So many acts one frame shows; the counters count all. */
const maxShown = 20;

/**
 * One post or space: its exact counters, and the relays whose sockets follow it.
 *
 * It is the only writer of its counters; D1 gets them back once a second. Fields are caches: it may be
 * evicted between any two events, which costs those who look on at most a frame. Its name is the topic.
 */
export class ActivityTopic extends DurableObject<Env> {
  readonly #topic: string;
  readonly #log: Logger;
  readonly #tally: Tally;
  readonly #audience: Audience;
  readonly #projection: Projection;
  readonly #frames: Coalescer;
  #shown: ShownAct[] = [];

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { storage } = ctx;
    this.#topic = ctx.id.name ?? "";
    this.#log = new Logger(parseConfig(env).LOG_LEVEL, { object: "ActivityTopic", topic: this.#topic });
    this.#tally = new Tally(storage);
    this.#audience = new Audience(storage);
    this.#projection = new Projection({
      storage,
      db: createDatabase(env.DB),
      log: this.#log,
      topic: this.#topic,
      tally: this.#tally,
    });
    this.#frames = new Coalescer(
      intervalMs,
      () => this.#tellRelays(),
      (error) => this.#log.error("the relays could not be told", error),
    );
  }

  /** Takes in an act once, and shows it to everybody who follows. @returns whether it changed anything. */
  record(act: Act): boolean {
    if (!this.#tally.record(act, Date.now())) return false;
    if (act.kind !== "uncomment") this.#shown = [...this.#shown, shownOf(act)].slice(-maxShown);
    this.#frames.ask();
    this.#projection.ask();
    return true;
  }

  /** Null once the topic is closed. */
  counters(): Counters | null {
    return this.#tally.isClosed ? null : { ...this.#tally.totals(), viewers: this.#audience.viewers() };
  }

  /** Takes in how the audience stands on one relay. @returns the counters with it; null once it is closed. */
  follow(report: RelayReport): Counters | null {
    if (this.#tally.isClosed) return null;
    const before = this.#audience.viewers();
    this.#audience.take(report);
    if (this.#audience.viewers() !== before) this.#frames.ask();
    return this.counters();
  }

  /** Forgets everything and takes nothing in any more. Relays that do not hear it learn it when they report. */
  async close(): Promise<void> {
    const relays = this.#audience.listening();
    this.#tally.close();
    this.#audience.clear();
    await Promise.all(relays.map((relay) => this.#dropAt(relay)));
  }

  override async alarm(): Promise<void> {
    // What was to be shown died with the object; the counters did not.
    if (await this.#projection.onAlarm()) this.#frames.ask();
  }

  async #tellRelays(): Promise<void> {
    const acts = this.#shown.splice(0);
    const counters = this.counters();
    const relays = this.#audience.listening();
    if (!counters || relays.length === 0) return;
    const line = JSON.stringify(frameOf(this.#topic, acts, counters));
    await Promise.all(relays.map((relay) => this.#tellRelay(relay, line)));
    if (this.#audience.viewers() !== counters.viewers) this.#frames.ask();
  }

  /** A relay where nobody follows any more, after a crash, is not asked again. */
  async #tellRelay(relay: ListeningRelay, line: string): Promise<void> {
    try {
      const isFollowed = await this.env.ACTIVITY_RELAY.getByName(relay.name).deliver(this.#topic, line);
      if (!isFollowed) this.#audience.disbelieve(relay);
    } catch (error) {
      this.#log.error("a relay could not be told", error, { relay: relay.name });
    }
  }

  async #dropAt({ name }: ListeningRelay): Promise<void> {
    await this.env.ACTIVITY_RELAY.getByName(name)
      .dropTopic(this.#topic)
      .catch((error: unknown) => this.#log.error("a relay could not be told of an end", error, { relay: name }));
  }
}

function shownOf({ kind, actor }: Exclude<Act, { kind: "uncomment" }>): ShownAct {
  return { kind, actor };
}

function frameOf(topic: string, acts: ShownAct[], counters: Counters): TopicFrame {
  const newest = acts.at(-1);
  return newest ? { type: "activity", topic, ...newest, counters, acts } : { type: "counters", topic, counters };
}
