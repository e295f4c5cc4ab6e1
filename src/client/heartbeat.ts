const everyMs = 25_000;
const patienceMs = 10_000;

/**
 * Finds out that a connection is dead: a network that went away does not say so.
 * Asks from time to time, whatever is heard meanwhile, because the server, too, takes who is never heard for
 * gone; where nothing is heard in answer, `onSilence` is called once.
 */
export class Heartbeat {
  #next: ReturnType<typeof setTimeout> | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  readonly #ask: () => void;
  readonly #onSilence: () => void;

  constructor(ask: () => void, onSilence: () => void) {
    this.#ask = ask;
    this.#onSilence = onSilence;
  }

  /** Something was heard, so the other side is there. */
  heard(): void {
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
    this.#next ??= setTimeout(() => this.check(), everyMs);
  }

  /** Asks now, and waits for an answer. */
  check(): void {
    if (this.#deadline !== undefined) return;
    this.expectAnswer();
    this.#ask();
  }

  /** Waits for something to be heard without asking. */
  expectAnswer(): void {
    this.stop();
    this.#deadline = setTimeout(() => {
      this.stop();
      this.#onSilence();
    }, patienceMs);
  }

  stop(): void {
    clearTimeout(this.#next);
    clearTimeout(this.#deadline);
    this.#next = undefined;
    this.#deadline = undefined;
  }
}
