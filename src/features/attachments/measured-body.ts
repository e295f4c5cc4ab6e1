import { Problem } from "../../platform/http/problem.ts";

export type BodyLimits = { maxBytes: number; deadline: number; now(): number };

/**
 * A request's body, read once and piece by piece, and measured as it comes. Whatever it was said to be,
 * no more than the limit is ever taken of it.
 */
export class MeasuredBody {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #limits: BodyLimits;
  /** What was looked at and has yet to be given out. */
  #peeked: Uint8Array[] = [];
  /** How many bytes have come so far. */
  size = 0;

  constructor(body: ReadableStream<Uint8Array>, limits: BodyLimits) {
    this.#reader = body.getReader();
    this.#limits = limits;
  }

  /** The first bytes, as many as asked for where there are so many. They are given out all the same. */
  async peek(bytes: number): Promise<Uint8Array> {
    while (this.size < bytes) {
      const chunk = await this.#read();
      if (!chunk) break;
      this.#peeked.push(chunk);
    }
    return concatenate(this.#peeked).subarray(0, bytes);
  }

  /**
   * The next piece, or undefined at the end.
   *
   * @throws Problem `BODY_TOO_LARGE`, or `BODY_INCOMPLETE` when the sender went away or takes too long.
   */
  async next(): Promise<Uint8Array | undefined> {
    return this.#peeked.shift() ?? this.#read();
  }

  /** Gives the rest of a piece back, to come next. */
  putBack(chunk: Uint8Array): void {
    this.#peeked.unshift(chunk);
  }

  async #read(): Promise<Uint8Array | undefined> {
    const { done, value } = await this.#reader.read().catch((error: unknown) => {
      throw error instanceof Problem ? error : new Problem("BODY_INCOMPLETE");
    });
    if (done) return undefined;
    this.size += value.length;
    if (this.size > this.#limits.maxBytes) {
      throw new Problem("BODY_TOO_LARGE", `The body may have ${this.#limits.maxBytes} bytes at most.`);
    }
    if (this.#limits.now() > this.#limits.deadline) throw new Problem("BODY_INCOMPLETE", "The body took too long.");
    return value;
  }
}

export function concatenate(chunks: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
