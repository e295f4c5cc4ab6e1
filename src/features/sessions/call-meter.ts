import type { Limit } from "../../platform/config/config.ts";
import { migrate } from "../../platform/db/object-schema.ts";
import { type LimitState, SlidingWindow } from "../../platform/limits/sliding-window.ts";
import { CallQuotas } from "./call-quotas.ts";
import { leaseMs } from "./remembered-sessions.ts";
import type { Admission, Ask } from "./session-hub.ts";

/** At most so many calls, and a hundredth of the limit, are written down ahead. */
const maxBlock = 32;

const schema = [
  `
    CREATE TABLE call_hits (
      name TEXT NOT NULL, second INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (name, second)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE call_quotas (period TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `,
];

/**
 * The calls of one user, in the storage of the user's hub: an exact sliding window for each kind, and how
 * much of the day's and the month's quota is used. What was granted is in storage before the answer leaves,
 * to the second, so that an eviction gives nobody a fresh start. Of large limits some more is written down at
 * once, so that not each call costs a write; after an eviction it counts as made.
 */
export class CallMeter {
  readonly #sql: SqlStorage;
  readonly #quotas: CallQuotas;
  readonly #windows = new Map<string, SlidingWindow>();
  /** How many calls of each kind are written down that were not made yet, and of which second. */
  readonly #written = new Map<string, { second: number; ahead: number }>();

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    migrate(storage, "call-meter", schema);
    this.#quotas = new CallQuotas(storage);
  }

  /** Grants up to as many calls as are asked for. Roles with a factor have so many times the limit. */
  take(ask: Ask, factor: number, now: number): Admission {
    const { count, windowSeconds } = ask.limit;
    const quota = this.#quotas.state(ask.quota, now);
    const wanted = Math.min(ask.want, quota.left);
    const { state, granted } = this.#takeUpTo(ask.name, wanted, { count: count * factor, windowSeconds }, now);
    if (granted > 0) this.#quotas.count(ask.quota, granted, now);
    const isSpent = granted === 0 && quota.left <= 0;
    return { state, granted, quotaResetSeconds: isSpent ? quota.resetSeconds : null };
  }

  /**
   * One call is made now. The others may come as late as their lease ends, so they count for so much
   * longer: otherwise more than the limit could come within one window.
   */
  #takeUpTo(name: string, want: number, limit: Limit, now: number): { state: LimitState; granted: number } {
    const leasedName = `${name}:leased`;
    const windowSeconds = limit.windowSeconds + leaseMs / 1000;
    const [present, leased] = [this.#window(name, now), this.#window(leasedName, now)];
    const room = { ...limit, count: limit.count - leased.count(windowSeconds, now) };
    const first = present.takeUpTo(Math.min(want, 1), room, now);
    const roomAhead = { windowSeconds, count: limit.count - present.count(limit.windowSeconds, now) };
    const others = leased.takeUpTo(first.granted > 0 ? want - 1 : 0, roomAhead, now);
    this.#remember(name, limit, first.granted, now);
    this.#remember(leasedName, { ...limit, windowSeconds }, others.granted, now);
    const resetSeconds = Math.min(first.state.resetSeconds, others.state.resetSeconds);
    const state = { ...first.state, limit: limit.count, remaining: others.state.remaining, resetSeconds };
    return { state, granted: first.granted + others.granted };
  }

  #window(name: string, now: number): SlidingWindow {
    const known = this.#windows.get(name);
    if (known) return known;
    const times = this.#sql
      .exec<{ second: number; count: number }>(
        "SELECT second, count FROM call_hits WHERE name = ? ORDER BY second",
        name,
      )
      .toArray()
      // Known to the second only: taken for the end of it, so that nothing counts for too short a time.
      .flatMap(({ second, count }) => Array.from({ length: count }, () => Math.min(second * 1000 + 999, now)));
    const window = new SlidingWindow(times);
    this.#windows.set(name, window);
    return window;
  }

  #remember(name: string, limit: Limit, granted: number, now: number): void {
    if (granted === 0) return;
    const second = Math.floor(now / 1000);
    const known = this.#written.get(name);
    const isSame = known?.second === second;
    if (!isSame) this.#prune(name, limit.windowSeconds, second);
    const ahead = (isSame ? known.ahead : 0) - granted;
    const block = ahead >= 0 ? 0 : Math.max(-ahead, Math.min(maxBlock, Math.floor(limit.count / 100)));
    this.#written.set(name, { second, ahead: ahead + block });
    if (block === 0) return;
    this.#sql.exec(
      "INSERT INTO call_hits (name, second, count) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET count = count + ?3",
      name,
      second,
      block,
    );
  }

  #prune(name: string, windowSeconds: number, second: number): void {
    this.#sql.exec("DELETE FROM call_hits WHERE name = ? AND second < ?", name, second - windowSeconds);
    // Also those of keys that are no more; a limit spans eleven days at most.
    this.#sql.exec("DELETE FROM call_hits WHERE second < ?", second - 1_000_000);
  }
}
