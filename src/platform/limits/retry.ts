type RetryOptions = {
  /** How often it is tried again, and how long it is waited before the first time; then twice as long each time. */
  retries: number;
  firstPauseMs: number;
  /** Told of each failure. @returns whether another try is of any use. */
  onFailure: (error: unknown, retries: number) => boolean;
};

/** Does what may fail in passing, such as a call to another object. @throws what it last failed with. */
export async function retry<Result>(work: () => Promise<Result>, options: RetryOptions): Promise<Result> {
  const { retries, firstPauseMs, onFailure } = options;
  for (let tried = 0; ; tried += 1) {
    try {
      return await work();
    } catch (error) {
      if (!onFailure(error, tried) || tried === retries) throw error;
      await new Promise((resolve) => setTimeout(resolve, firstPauseMs * 2 ** tried));
    }
  }
}
