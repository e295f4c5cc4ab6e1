import type { Limit } from "../config/config.ts";

/** How a limit stands after it was asked. */
export type LimitState = { ok: boolean; limit: number; windowSeconds: number; remaining: number; resetSeconds: number };

/**
 * An exact sliding window: at most `count` in any span of `windowSeconds`, kept as the times of what
 * was let through. What was refused does not count, so waiting always helps.
 */
export class SlidingWindow {
  /** Milliseconds since the epoch, oldest first. */
  readonly #times: number[];

  constructor(times: number[] = []) {
    this.#times = times;
  }

  take(limit: Limit, now: number): LimitState {
    return this.takeUpTo(1, limit, now).state;
  }

  /** Counts as many as there is room for, up to `want`. */
  takeUpTo(want: number, { count, windowSeconds }: Limit, now: number): { state: LimitState; granted: number } {
    this.#forgetAllBut(now - windowSeconds * 1000, now);
    const granted = Math.max(0, Math.min(want, count - this.#times.length));
    for (let more = 0; more < granted; more += 1) this.#times.push(now);
    return { state: this.#state(granted > 0, { count, windowSeconds }, now), granted };
  }

  /** How many are in the window. */
  count(windowSeconds: number, now: number): number {
    this.#forgetAllBut(now - windowSeconds * 1000, now);
    return this.#times.length;
  }

  #state(ok: boolean, { count, windowSeconds }: Limit, now: number): LimitState {
    const oldest = this.#times[0] ?? now;
    return {
      ok,
      limit: count,
      windowSeconds,
      remaining: Math.max(0, count - this.#times.length),
      resetSeconds: Math.max(1, Math.ceil((oldest + windowSeconds * 1000 - now) / 1000)),
    };
  }

  /** Forgets the newest of what was let through. @returns its time. */
  giveBack(): number | undefined {
    return this.#times.pop();
  }

  /** Times to come are those of a clock that was set back since: they would last longer than the window. */
  #forgetAllBut(after: number, until: number): void {
    const first = this.#times.findIndex((at) => at > after);
    this.#times.splice(0, first === -1 ? this.#times.length : first);
    while ((this.#times.at(-1) ?? until) > until) this.#times.pop();
  }
}
