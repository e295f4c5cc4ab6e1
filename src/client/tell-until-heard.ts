import { Backoff } from "./backoff.ts";
import { isPassing } from "./refusal.ts";
import type { Result } from "./result.ts";

/** A server that refuses for now is not asked again before that. */
const leastMs = 1_000;

/**
 * Tells the server something until it has heard it or refuses it for good, and waits longer after each time
 * that it could not be told.
 *
 * @param isWanted asked before each repetition: what is told of one connection is of no use to the next
 * @returns the last answer.
 */
export async function tellUntilHeard<T>(tell: () => Promise<Result<T>>, isWanted: () => boolean): Promise<Result<T>> {
  const backoff = new Backoff();
  let result = await tell();
  while (result.error && isPassing(result.error) && isWanted()) {
    const ms = leastMs + backoff.nextMs({ isAskedFor: false });
    await new Promise((resolve) => setTimeout(resolve, ms));
    if (!isWanted()) break;
    result = await tell();
  }
  return result;
}
