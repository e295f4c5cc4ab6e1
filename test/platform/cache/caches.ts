import { env } from "cloudflare:workers";
import { type CacheOptions, TaggedCache } from "../../../src/platform/cache/cache.ts";
import { commit, createDatabase, type Database } from "../../../src/platform/db/database.ts";
import { Logger } from "../../../src/platform/log/logger.ts";

export const db = createDatabase(env.DB);

/** A clock that only moves when it is told to. */
export class Clock {
  #now = Date.now();
  readonly now = () => this.#now;
  readonly pass = (ms: number) => {
    this.#now += ms;
  };
}

/** The cache of one isolate; those of one clock are of one data centre. */
export function newCache(clock: Clock, options: Partial<CacheOptions> = {}): TaggedCache {
  const log = new Logger("error");
  return new TaggedCache({ db, log, now: clock.now, maxBytes: 1_000_000, keepAlive: () => undefined, ...options });
}

/** Invalidates as a reaction does. */
export async function invalidate(cache: TaggedCache, tags: string[], database: Database = db): Promise<void> {
  await commit({ db: database }, cache.invalidate(tags));
}

/** Something that is loaded, and counts how often. */
export class Source<T> {
  loads = 0;
  value: T;

  constructor(value: T) {
    this.value = value;
  }

  readonly load = async (): Promise<T> => {
    this.loads += 1;
    return this.value;
  };
}

/** A key, and a tag, that no other test has. */
export const newKey = () => `test:${crypto.randomUUID()}`;
