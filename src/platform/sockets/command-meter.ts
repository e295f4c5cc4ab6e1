import type { Limit } from "../config/config.ts";

const maxStrikes = 10;
const maxRefusals = 3;

/**
 * How one socket behaves: how fast it sends, and how often in a row it sent what is no command.
 *
 * Kept in memory alone: an object sleeps only after seconds of silence, and silence is good behaviour.
 */
export class CommandMeter {
  readonly #limit: Limit;
  #windowStartedAt = 0;
  #counted = 0;
  #previous = 0;
  #strikes = 0;
  #refusedWindows = 0;
  #refused = 0;

  constructor(limit: Limit) {
    this.#limit = limit;
  }

  /**
   * Counts one command against the window that slides over the last two spans. What is over the limit is
   * refused. The socket is to be closed in the third span in a row in which that happens, or within one
   * once three times as much was sent as may be.
   */
  count(now: number): "accept" | "refuse" | "close" {
    this.#slide(now);
    const windowMs = this.#limit.windowSeconds * 1000;
    const share = Math.max(0, 1 - (now - this.#windowStartedAt) / windowMs);
    if (this.#counted + this.#previous * share < this.#limit.count) {
      this.#counted += 1;
      return "accept";
    }
    this.#refused += 1;
    if (this.#refused === 1) this.#refusedWindows += 1;
    const isFlood = this.#refused > (maxRefusals - 1) * this.#limit.count;
    return isFlood || this.#refusedWindows >= maxRefusals ? "close" : "refuse";
  }

  /** Counts what was no command; the tenth in a row ends the connection. */
  strike(): "stay" | "close" {
    this.#strikes += 1;
    return this.#strikes >= maxStrikes ? "close" : "stay";
  }

  forgive(): void {
    this.#strikes = 0;
  }

  #slide(now: number): void {
    const windowMs = this.#limit.windowSeconds * 1000;
    const passed = now - this.#windowStartedAt;
    if (passed < windowMs) return;
    this.#previous = passed < 2 * windowMs ? this.#counted : 0;
    if (this.#refused === 0) this.#refusedWindows = 0;
    this.#counted = 0;
    this.#refused = 0;
    this.#windowStartedAt = now;
  }
}
