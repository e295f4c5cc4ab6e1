import { Problem } from "../http/problem.ts";

/**
 * Lets heavy synchronous work run one piece at a time, with a turn of the event loop between, so that
 * a flood of it slows the isolate's other requests by one piece and not by the whole queue.
 */
export class Gate {
  readonly #maxWaiting: number;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: { waiting: number }) {
    this.#maxWaiting = options.waiting;
  }

  /** @throws Problem `UNAVAILABLE` when the queue is full. */
  async run<T>(work: () => T): Promise<T> {
    if (this.#waiting >= this.#maxWaiting)
      throw new Problem("UNAVAILABLE", "Too much is asked at once; try again shortly.", {
        headers: { "retry-after": "2" },
      });
    this.#waiting += 1;
    const turn = this.#last.then(async () => {
      await new Promise((resolve) => setTimeout(resolve, 0));
      return work();
    });
    this.#last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
    }
  }
}
