/**
 * Runs work soon, and at most once in an interval however often it is asked for: at once when it has
 * rested, after the interval otherwise.
 */
export class Coalescer {
  readonly #intervalMs: number;
  readonly #work: () => Promise<void>;
  readonly #onError: (error: unknown) => void;
  #isRunning = false;
  #isAskedAgain = false;

  constructor(intervalMs: number, work: () => Promise<void>, onError: (error: unknown) => void) {
    this.#intervalMs = intervalMs;
    this.#work = work;
    this.#onError = onError;
  }

  ask(): void {
    this.#isAskedAgain = true;
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#isAskedAgain) {
      this.#isAskedAgain = false;
      await this.#work().catch(this.#onError);
      await new Promise((resolve) => setTimeout(resolve, this.#intervalMs));
    }
    this.#isRunning = false;
  }
}
