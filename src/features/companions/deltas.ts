const intervalMs = 100;

type Options = {
  /** Shows a piece that begins at this place. @returns whether anybody still wants it. */
  show: (offset: number, text: string) => Promise<boolean>;
  /** Nobody wants it any more, or it cannot be shown. */
  onLost: (reason: unknown) => void;
};

/** What a model streams, in order and at most ten pieces a second: tokens would be a call each. */
export class Deltas {
  readonly #options: Options;
  #waiting = "";
  #offset = 0;
  #running: Promise<void> | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  add(text: string): void {
    this.#waiting += text;
    this.#running ??= this.#run();
  }

  /** Waits until all of it is shown. */
  async end(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      while (this.#waiting !== "") {
        const [text, offset] = [this.#waiting, this.#offset];
        this.#waiting = "";
        this.#offset += text.length;
        if (!(await this.#options.show(offset, text))) return this.#options.onLost(new Superseded());
        await new Promise((resolve) => setTimeout(resolve, intervalMs));
      }
    } catch (error) {
      return this.#options.onLost(error);
    }
    this.#running = undefined;
  }
}

/** Another run answers, or nobody is asked any more. */
export class Superseded extends Error {
  override readonly name = "Superseded";
}
