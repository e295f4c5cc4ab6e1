import { DurableObject } from "cloudflare:workers";
import { parseConfig } from "../../platform/config/config.ts";
import { createDatabase } from "../../platform/db/database.ts";
import { Logger } from "../../platform/log/logger.ts";
import type { Act } from "./act.ts";
import { Audience, type ListeningRelay, type RelayReport } from "./audience.ts";
import type { Counters, ShownAct } from "./contract.ts";
import { Projection } from "./projection.ts";
import { RelayFeed } from "./relay-feed.ts";
import { Tally } from "./tally.ts";

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
  /** As many as there are relays at most. */
  readonly #feeds = new Map<string, RelayFeed>();

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
  }

  /** Takes in an act once, and shows it to everybody who follows. @returns whether it changed anything. */
  record(act: Act): boolean {
    if (!this.#tally.record(act, Date.now())) return false;
    this.#show(act.kind === "uncomment" ? undefined : shownOf(act));
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
    if (this.#audience.viewers() !== before) this.#show();
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
    if (await this.#projection.onAlarm()) this.#show();
  }

  /** Shows an act, or the counters alone, to all who follow. */
  #show(act?: ShownAct): void {
    for (const { name } of this.#audience.listening()) this.#feedOf(name).show(act);
  }

  #feedOf(relay: string): RelayFeed {
    const known = this.#feeds.get(relay);
    if (known) return known;
    const feed = new RelayFeed({
      topic: this.#topic,
      relay,
      log: this.#log,
      audience: this.#audience,
      counters: () => this.counters(),
      deliver: (line) => this.env.ACTIVITY_RELAY.getByName(relay).deliver(this.#topic, line),
      onViewersGone: () => this.#show(),
    });
    this.#feeds.set(relay, feed);
    return feed;
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
