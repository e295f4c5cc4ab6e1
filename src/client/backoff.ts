const firstMs = 500;
const mostMs = 30_000;
/** A connection that lasted so long was a good one: the next failure is a first one again. */
const steadyMs = 10_000;

/** How long to wait before connecting again. */
export class Backoff {
  #attempt = 0;
  #connectedAt: number | null = null;

  connected(): void {
    this.#connectedAt = Date.now();
  }

  /**
   * Anywhere up to a bound that doubles at each failure, so that clients cut off together do not come back
   * together (full jitter). A server that asks to be called again at once is, unless it just did so before.
   */
  nextMs({ isAskedFor }: { isAskedFor: boolean }): number {
    if (this.#connectedAt !== null && Date.now() - this.#connectedAt > steadyMs) this.#attempt = 0;
    this.#connectedAt = null;
    const attempt = this.#attempt;
    this.#attempt += 1;
    return isAskedFor && attempt === 0 ? 0 : Math.random() * Math.min(mostMs, firstMs * 2 ** attempt);
  }
}
