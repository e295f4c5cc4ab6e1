import { DurableObject } from "cloudflare:workers";
import type { Limit } from "../config/config.ts";
import { migrate } from "../db/object-schema.ts";
import { type AttemptOutcome, type AttemptState, FailureLock, forgottenMs } from "./failure-lock.ts";
import { type LimitState, SlidingWindow } from "./sliding-window.ts";

const schema = [
  `
    CREATE TABLE IF NOT EXISTS hits (name TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
    CREATE INDEX IF NOT EXISTS hits_by_name ON hits (name, at);
  `,
];

/**
 * The sliding windows of one key, such as an address, one for each named limit; and its failures in a row.
 * Both are exact across all data centres.
 *
 * What was let through is in storage before the answer leaves, so that neither an eviction nor a crash
 * gives anyone a fresh start; an alarm empties the object once every window has passed and no failure counts.
 */
export class RateLimiter extends DurableObject<Env> {
  readonly #windows = new Map<string, SlidingWindow>();
  #failures: FailureLock;
  #emptyAt: number | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage, "hits", schema);
    this.#failures = new FailureLock(ctx.storage);
    void ctx.blockConcurrencyWhile(async () => {
      this.#emptyAt = await ctx.storage.getAlarm();
    });
  }

  /** Counts one more under a name, if the limit has room for it. */
  async take(name: string, limit: Limit): Promise<LimitState> {
    const now = Date.now();
    const state = this.#window(name).take(limit, now);
    if (state.ok) await this.#remember(name, limit, now);
    return state;
  }

  /** Takes back the newest hit of a name: what was counted beforehand turned out not to count. */
  async giveBack(name: string): Promise<void> {
    const at = this.#window(name).giveBack();
    if (at === undefined) return;
    this.ctx.storage.sql.exec(
      "DELETE FROM hits WHERE rowid = (SELECT rowid FROM hits WHERE name = ? AND at = ? LIMIT 1)",
      name,
      at,
    );
  }

  /** Asks for one more try at what is locked after failures in a row. Who is let try says how it {@link endAttempt ended}. */
  async beginAttempt(name: string): Promise<AttemptState> {
    const now = Date.now();
    const state = this.#failures.begin(name, now);
    if (state.ok) await this.#keepUntil(now + forgottenMs);
    return state;
  }

  /** Counts a failure, or forgets all of them after a success. */
  async endAttempt(name: string, succeeded: boolean): Promise<AttemptOutcome> {
    const now = Date.now();
    const outcome = this.#failures.end(name, succeeded, now);
    await this.#keepUntil(now + forgottenMs);
    return outcome;
  }

  /** Makes room for another try, as if this one had not been. */
  abandonAttempt(name: string): void {
    this.#failures.abandon(name);
  }

  /** Forgets the failures of a name: whoever it is about has proved themselves in another way. */
  clearFailures(name: string): void {
    this.#failures.clear(name);
  }

  /** Answers, which shows that objects can be reached. */
  ping(): void {}

  override async alarm(): Promise<void> {
    this.#emptyAt = null;
    const failuresUntil = this.#failures.keptUntil(Date.now());
    if (failuresUntil !== null) return this.#keepUntil(failuresUntil);
    this.#windows.clear();
    await this.ctx.storage.deleteAll();
    // The tables went, too, and this instance may live on.
    migrate(this.ctx.storage, "hits", schema);
    this.#failures = new FailureLock(this.ctx.storage);
  }

  #window(name: string): SlidingWindow {
    const known = this.#windows.get(name);
    if (known) return known;
    const rows = this.ctx.storage.sql
      .exec<{ at: number }>("SELECT at FROM hits WHERE name = ? ORDER BY at", name)
      .toArray();
    const window = new SlidingWindow(rows.map(({ at }) => at));
    this.#windows.set(name, window);
    return window;
  }

  async #remember(name: string, { windowSeconds }: Limit, now: number): Promise<void> {
    const windowMs = windowSeconds * 1000;
    this.ctx.storage.sql.exec("DELETE FROM hits WHERE name = ? AND at <= ?", name, now - windowMs);
    this.ctx.storage.sql.exec("INSERT INTO hits (name, at) VALUES (?, ?)", name, now);
    // Moved only when it would come too early: one alarm covers a window's worth of requests.
    if (this.#emptyAt !== null && this.#emptyAt > now + windowMs) return;
    this.#emptyAt = now + 2 * windowMs;
    await this.ctx.storage.setAlarm(this.#emptyAt);
  }

  /** Puts the alarm off, by a little more than asked for: then it is not moved at each call. */
  async #keepUntil(until: number): Promise<void> {
    if (this.#emptyAt !== null && this.#emptyAt >= until) return;
    this.#emptyAt = until + forgottenMs;
    await this.ctx.storage.setAlarm(this.#emptyAt);
  }
}
