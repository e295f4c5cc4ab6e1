import { describeError, type Logger } from "../log/logger.ts";
import { type MetricsBatch, metrics, type MetricsRegistry } from "./registry.ts";

export interface MetricsDeps {
  /** Has somebody tell what this isolate has counted, soon. */
  metricsCarrier: MetricsCarrier;
}

type Options = {
  send: (batch: MetricsBatch) => Promise<void>;
  /** Has the runtime finish what the request or the object's event that began it may not live to see. */
  keepAlive: (work: Promise<unknown>) => void;
  log: Logger;
  intervalMs: number;
  registry?: MetricsRegistry;
};

/** What a queue brings is acknowledged once all that goes on in its handler is over: it waits no longer than this. */
const hastyMs = 1_000;
const maxTries = 3;

/** Who carries the counts of a registry, and until when they are expected to have done so. */
type Turn = { since: number; until: number; lastSentAt: number };

const turns = new WeakMap<MetricsRegistry, Turn>();

/**
 * Tells what an isolate has counted: at once where it was silent for an interval, and at the end of the interval
 * otherwise, so that nothing stays behind in an isolate that falls idle.
 *
 * One request or object's event at a time has that turn, and does it all by itself: others only see a moment until
 * which they leave it alone. Whoever was to do it and died has not kept the next one from it.
 */
export class MetricsCarrier {
  readonly #options: Options;
  readonly #registry: MetricsRegistry;
  readonly #turn: Turn;

  constructor(options: Options) {
    this.#options = options;
    this.#registry = options.registry ?? metrics;
    this.#turn = turns.get(this.#registry) ?? { since: 0, until: 0, lastSentAt: 0 };
    turns.set(this.#registry, this.#turn);
  }

  /** To be called after something was counted, by whoever counted it; nearly always there is nothing to do. */
  ask(now: number, { isHasty = false } = {}): void {
    const turn = this.#turn;
    if (!this.#registry.isDirty) return;
    // A clock that was set back must not silence it.
    if (now < turn.until && now >= turn.since) return;
    const { intervalMs } = this.#options;
    const pauseMs = isHasty ? Math.min(hastyMs, intervalMs) : intervalMs;
    const waitMs = Math.min(pauseMs, Math.max(0, turn.lastSentAt + pauseMs - now));
    turn.since = now;
    turn.until = now + waitMs + intervalMs;
    this.#options.keepAlive(this.#carry(waitMs, now));
  }

  async #carry(waitMs: number, since: number): Promise<void> {
    if (waitMs > 0) await scheduler.wait(waitMs);
    for (let tries = 1; tries <= maxTries;) {
      const taken = this.#registry.take();
      // From here on, what is counted is for somebody else to tell.
      if (this.#turn.since === since) this.#turn.until = 0;
      if (!taken) return;
      this.#turn.lastSentAt = since + waitMs;
      if (await this.#send(taken.batch)) {
        // What was counted while that could not be told has nobody else.
        if (!taken.isRetry) return;
        continue;
      }
      tries += 1;
      if (tries <= maxTries) await scheduler.wait(this.#options.intervalMs);
    }
  }

  async #send(batch: MetricsBatch): Promise<boolean> {
    try {
      await this.#options.send(batch);
      this.#registry.acknowledge(batch);
      return true;
    } catch (error) {
      this.#options.log.warn("what was counted could not be told; it is told again", describeError(error));
      return false;
    }
  }
}
