import { Problem } from "../http/problem.ts";

/** Whoever waits looks again every millisecond or so; one not seen for this long has been cancelled. */
const deadMs = 2_000;

/**
 * Lets heavy synchronous work run one piece at a time, with a turn of the event loop between, so that
 * a flood of it slows the isolate's other requests by one piece and not by the whole queue.
 *
 * Nobody awaits a promise of another request here: when a caller hangs up, the runtime cancels that
 * request's timers and never settles its promises, and whoever waited for them would wait for ever.
 */
export class Gate {
  readonly #maxWaiting: number;
  /** Who waits, in the order in which they came, and when each was last seen. */
  readonly #waiting = new Map<object, number>();

  constructor(options: { waiting: number }) {
    this.#maxWaiting = options.waiting;
  }

  /** @throws Problem `UNAVAILABLE` when the queue is full. */
  async run<T>(work: () => T): Promise<T> {
    this.#dropDead();
    if (this.#waiting.size >= this.#maxWaiting) {
      const headers = { "retry-after": "2" };
      throw new Problem("UNAVAILABLE", "Too much is asked at once; try again shortly.", { headers });
    }
    const ticket = {};
    try {
      do {
        this.#waiting.set(ticket, Date.now());
        await turnOfTheLoop();
        this.#dropDead();
      } while (!this.#isFirst(ticket));
      // One more, or the pieces would follow each other without letting anything else in.
      await turnOfTheLoop();
      return work();
    } finally {
      this.#waiting.delete(ticket);
    }
  }

  #isFirst(ticket: object): boolean {
    const [first] = this.#waiting.keys();
    // Dropped by mistake, after a long standstill, it does not wait any longer.
    return first === ticket || !this.#waiting.has(ticket);
  }

  #dropDead(): void {
    const before = Date.now() - deadMs;
    for (const [ticket, seenAt] of this.#waiting) if (seenAt < before) this.#waiting.delete(ticket);
  }
}

function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}
