import { Backoff } from "../backoff.ts";
import { exclusively } from "../lock.ts";
import type { Failure } from "../result.ts";

/** How an attempt to send the next message ended: nothing left, done with it, or not now. */
export type Attempt = "nothing-left" | "settled" | { notNow: Failure };

/** Servers that name no time when too much was sent at once still need some. */
const leastAfterRefusalMs = 1_000;
const mostMs = 24 * 60 * 60_000;
/** What the browser says of its network may be wrong. */
const offlineMs = 30_000;

/**
 * Sends the messages of one conversation one after the other, and waits where that can't be done: a bit
 * longer after each failure, as long as the server asks, or until there is a sign that it can be done now.
 * Of all tabs one does so at a time; when it goes away, the next takes over.
 */
export class Delivery {
  readonly #name: string;
  readonly #attempt: () => Promise<Attempt>;
  #backoff = new Backoff();
  #isRunning = false;
  #isWanted = false;
  #isStopped = false;
  #isAskedToWait = false;
  #endWait: (() => void) | null = null;

  constructor(name: string, attempt: () => Promise<Attempt>) {
    this.#name = name;
    this.#attempt = attempt;
  }

  /** There is something to send. */
  start(): void {
    this.#isWanted = true;
    if (!this.#isRunning) void this.#run();
  }

  /** There is reason to believe that it can be done now. What the server has asked for is still kept to. */
  hurry(): void {
    if (!this.#isAskedToWait) this.#endWait?.();
  }

  /** Nothing more is to be sent. */
  stop(): void {
    this.#isStopped = true;
    this.#endWait?.();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#isWanted && !this.#isStopped) {
      this.#isWanted = false;
      try {
        await exclusively(this.#name, () => this.#empty());
      } catch {
        // The store, or the lock, failed. Neither says when it will work again.
        this.#isWanted = true;
        await this.#wait(this.#backoff.nextMs({ isAskedFor: false }) + leastAfterRefusalMs);
      }
    }
    this.#isRunning = false;
  }

  async #empty(): Promise<void> {
    while (!this.#isStopped) {
      if (isOffline()) await this.#wait(offlineMs);
      const attempt = await this.#attempt();
      if (attempt === "nothing-left") return;
      if (attempt === "settled") this.#backoff = new Backoff();
      else await this.#waitAfter(attempt.notNow);
    }
  }

  async #waitAfter({ code, retryAfterSeconds }: Failure): Promise<void> {
    const ownMs = this.#backoff.nextMs({ isAskedFor: false });
    this.#isAskedToWait = retryAfterSeconds !== undefined || code === "RATE_LIMITED";
    const askedMs = retryAfterSeconds === undefined ? leastAfterRefusalMs : retryAfterSeconds * 1_000;
    await this.#wait(this.#isAskedToWait ? Math.min(askedMs + ownMs, mostMs) : ownMs);
    this.#isAskedToWait = false;
  }

  /** Waits, but not longer than until somebody ends it. */
  async #wait(ms: number): Promise<void> {
    if (this.#isStopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#endWait = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#endWait = null;
  }
}

function isOffline(): boolean {
  const scope: object = globalThis;
  if (!("navigator" in scope) || typeof scope.navigator !== "object" || !scope.navigator) return false;
  return "onLine" in scope.navigator && scope.navigator.onLine === false;
}
