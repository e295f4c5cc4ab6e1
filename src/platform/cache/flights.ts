import type { Entry } from "./entry.ts";

/** So long a request waits for what another one loads, before it takes over. */
export const patienceMs = 500;
const maxFlights = 1_000;

export type Flight = { startedAt: number; work: Promise<Entry> };

/**
 * What is being loaded in this isolate, by key, so that others who want it wait instead of loading it too.
 *
 * The runtime never settles a promise of a request that was cancelled. A flight that has lasted for longer
 * than {@link patienceMs} is therefore nobody's to wait for: the next who comes takes its place.
 */
export class Flights {
  readonly #flights = new Map<string, Flight>();

  /** What can be waited for. */
  get(key: string, now: number): Flight | undefined {
    const flight = this.#flights.get(key);
    const isYoung = flight && flight.startedAt <= now && now - flight.startedAt < patienceMs;
    return isYoung ? flight : undefined;
  }

  start(key: string, now: number, work: Promise<Entry>): void {
    if (this.#flights.size >= maxFlights) this.#dropOld(now);
    const flight = { startedAt: now, work };
    this.#flights.set(key, flight);
    const land = () => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    };
    work.then(land, land);
  }

  /** Those of cancelled requests never land by themselves. */
  #dropOld(now: number): void {
    for (const key of this.#flights.keys()) if (!this.get(key, now)) this.#flights.delete(key);
  }
}

/** What a promise gives within a time that is the waiter's own; nothing when it fails or is late. */
export async function settledWithin<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), ms);
  try {
    return await Promise.race([promise, late.promise]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
