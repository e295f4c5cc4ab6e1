import { DurableObject } from "cloudflare:workers";
import type { Limit } from "../config/config.ts";
import { migrate } from "../db/object-schema.ts";
import { type LimitState, SlidingWindow } from "./sliding-window.ts";

const schema = [
  `
    CREATE TABLE IF NOT EXISTS hits (name TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
    CREATE INDEX IF NOT EXISTS hits_by_name ON hits (name, at);
  `,
];

/**
 * The sliding windows of one address, one for each named limit, exact across all data centres.
 *
 * What was let through is in storage before the answer leaves, so that neither an eviction nor a crash
 * gives anyone a fresh start; an alarm empties the object once every window has passed.
 */
export class RateLimiter extends DurableObject<Env> {
  readonly #windows = new Map<string, SlidingWindow>();
  #emptyAt: number | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage, "hits", schema);
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

  /** Answers, which shows that objects can be reached. */
  ping(): void {}

  override async alarm(): Promise<void> {
    this.#windows.clear();
    this.#emptyAt = null;
    await this.ctx.storage.deleteAll();
    // The tables went, too, and this instance may live on.
    migrate(this.ctx.storage, "hits", schema);
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
}
