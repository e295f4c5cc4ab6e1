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

  take({ count, windowSeconds }: Limit, now: number): LimitState {
    this.#forgetAllBut(now - windowSeconds * 1000, now);
    const ok = this.#times.length < count;
    if (ok) this.#times.push(now);
    const oldest = this.#times[0] ?? now;
    return {
      ok,
      limit: count,
      windowSeconds,
      remaining: count - this.#times.length,
      resetSeconds: Math.max(1, Math.ceil((oldest + windowSeconds * 1000 - now) / 1000)),
    };
  }

  /** Times to come are those of a clock that was set back since: they would last longer than the window. */
  #forgetAllBut(after: number, until: number): void {
    const first = this.#times.findIndex((at) => at > after);
    this.#times.splice(0, first === -1 ? this.#times.length : first);
    while ((this.#times.at(-1) ?? until) > until) this.#times.pop();
  }
}
