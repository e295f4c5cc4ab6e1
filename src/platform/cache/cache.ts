import { LRUCache } from "lru-cache";
import type { z } from "zod";
import type { Statement } from "../db/database.ts";
import { describeError, type Logger } from "../log/logger.ts";
import { CacheCounts, type CacheStats } from "./counts.ts";
import { type Entry, newEntry } from "./entry.ts";
import { Flights, patienceMs, settledWithin } from "./flights.ts";
import { SharedStore } from "./shared-store.ts";
import { type TagDeps, TagVersions, writeVersion } from "./tag-versions.ts";

export interface CacheDeps {
  cache: TaggedCache;
}

/** What the cache itself needs. */
export interface CacheOptions extends TagDeps {
  log: Logger;
  /** What all values may take in the memory of an isolate; 0 = nothing is kept anywhere. */
  maxBytes: number;
  /** Has the runtime finish what the request that began it may not live to see. */
  keepAlive(work: Promise<unknown>): void;
}

export type Caching<T> = {
  /** For at most so long a value is kept, up to an hour; up to a fifth less by chance. */
  ttlSeconds: number;
  /** What the value is made of, 150 at most: invalidating one of them forgets it. */
  tags: string[] | ((value: T) => string[]);
  /** What a value looks like. With it the isolates of a data centre share what they load. */
  shape?: z.ZodType<T>;
};

export const maxTtlSeconds = 3_600;
/** What there is not may be there soon: it is remembered for no longer than this. */
const maxNothingMs = 10_000;
const maxEntries = 10_000;
const maxEntryBytes = 512 * 1024;
const maxKeyLength = 256;
const sharedStoreMs = 250;
const maxWaits = 2;

/**
 * Values that are read much more often than they change: in the isolate's memory, and where they have a
 * shape in the Cache API of the data centre. For what everybody may see, and never for what decides whether
 * somebody may do something.
 *
 * A value is served for at most its time to live. Once its tags are invalidated it is not served again in
 * the isolate where that happened, and nowhere from five seconds after the invalidation was committed.
 */
export class TaggedCache {
  readonly #options: CacheOptions;
  readonly #memory: LRUCache<string, Entry> | null;
  readonly #tags = new TagVersions();
  readonly #flights = new Flights();
  readonly #shared = new SharedStore();
  readonly #counts = new CacheCounts();

  constructor(options: CacheOptions) {
    this.#options = options;
    this.#memory = options.maxBytes > 0 ? newMemory(options.maxBytes) : null;
  }

  /**
   * The value kept under a key, or what `load` gives; frozen, as JSON gives it back. Who asks for what is
   * being loaded already waits for it, half a second at most. What fails is not kept.
   *
   * @param key names the kind of value and its version, like `people.profile.v1:ada`: one type for each kind.
   */
  async getOrSet<T>(key: string, caching: Caching<T>, load: () => Promise<T>): Promise<T> {
    if (key.length > maxKeyLength || caching.ttlSeconds > maxTtlSeconds) throw new RangeError(`too long: ${key}`);
    if (!this.#memory || !(await this.#knowsTags())) return load();
    const { value } = await this.#find(key, caching, load);
    // A key is of one type: whoever put the value there asked in the same way.
    return value as T;
  }

  /**
   * Forgets what bears one of these tags: here at once, elsewhere once the statements are committed. They
   * belong into a reaction to what has changed, or into the batch of the change itself.
   */
  invalidate(tags: string[]): Statement[] {
    this.forget(tags);
    return tags.map((tag) => writeVersion(this.#options, tag));
  }

  /**
   * Forgets it in this isolate alone. For after a change whose event invalidates it in a moment, so that whoever
   * made the change sees it already.
   */
  forget(tags: string[]): void {
    this.#tags.forget(tags, this.#options.now());
  }

  /** How well it does in this isolate, since the isolate began. */
  stats(): CacheStats {
    return this.#counts.stats(this.#memory);
  }

  /** A cache that can't know what it has to forget keeps nothing. */
  async #knowsTags(): Promise<boolean> {
    try {
      await this.#tags.catchUp(this.#options);
      return true;
    } catch (error) {
      this.#options.log.warn("the cache is passed by: it can't ask what is invalid", describeError(error));
      this.#counts.add("passedBy");
      return false;
    }
  }

  async #find<T>(key: string, caching: Caching<T>, load: () => Promise<T>): Promise<Entry> {
    // Twice, because whoever takes over from one who was cancelled may be cancelled as well.
    for (let waits = 0; ; waits += 1) {
      const kept = this.#recall(key);
      if (kept) return kept;
      const flight = this.#flights.get(key, this.#options.now());
      if (!flight || waits === maxWaits) break;
      const entry = await settledWithin(flight.work, patienceMs);
      if (!entry || !this.#tags.holds(entry)) continue;
      this.#counts.add("joined");
      return entry;
    }
    const work = this.#fetch(key, caching, load);
    this.#flights.start(key, this.#options.now(), work);
    this.#options.keepAlive(work.catch(() => undefined));
    return work;
  }

  #recall(key: string): Entry | undefined {
    const kept = this.#memory?.get(key);
    if (!kept) return undefined;
    if (kept.expiresAt > this.#options.now() && this.#tags.holds(kept)) {
      this.#counts.add("hits");
      return kept;
    }
    this.#counts.add("stale");
    this.#memory?.delete(key);
    return undefined;
  }

  /** From the data centre's cache, or from where it is. */
  async #fetch<T>(key: string, caching: Caching<T>, load: () => Promise<T>): Promise<Entry> {
    const shared = await this.#readShared(key, caching);
    if (shared) {
      this.#counts.add("sharedHits");
      this.#memory?.set(key, shared);
      return shared;
    }
    this.#counts.add("loads");
    const stamp = this.#tags.stamp();
    const value = await load();
    const now = this.#options.now();
    const tags = typeof caching.tags === "function" ? caching.tags(value) : caching.tags;
    const entry = newEntry(value, tags, stamp, now + lifeMs(value, caching.ttlSeconds));
    if (!this.#tags.holds(entry)) return entry;
    this.#memory?.set(key, entry);
    if (caching.shape && value !== null && entry.bytes <= maxEntryBytes) this.#share(key, entry, now);
    return entry;
  }

  async #readShared<T>(key: string, { shape }: Caching<T>): Promise<Entry | undefined> {
    if (!shape) return undefined;
    const { turn } = this.#tags.stamp();
    const kept = await settledWithin(this.#shared.read(key), sharedStoreMs);
    const value = shape.safeParse(kept?.value);
    const now = this.#options.now();
    if (!kept || !value.success || kept.expiresAt <= now || !this.#tags.isSettled(kept.tags, now)) return undefined;
    const entry = newEntry(value.data, kept.tags, { version: kept.version, turn }, kept.expiresAt);
    return this.#tags.holds(entry) ? entry : undefined;
  }

  #share(key: string, entry: Entry, now: number): void {
    const work = this.#shared.write(key, entry, now);
    this.#options.keepAlive(
      work.catch((error: unknown) => this.#options.log.warn("the Cache API takes nothing", describeError(error))),
    );
  }
}

/** Its own expiry is not used: it reads a clock by timers, and those of a cancelled request never fire. */
function newMemory(maxBytes: number): LRUCache<string, Entry> {
  return new LRUCache({
    max: maxEntries,
    maxSize: maxBytes,
    maxEntrySize: Math.min(maxEntryBytes, maxBytes),
    sizeCalculation: ({ bytes }, key) => bytes + key.length * 2,
  });
}

/** Values that were loaded together do not all expire together. */
function lifeMs(value: unknown, ttlSeconds: number): number {
  const longest = ttlSeconds * 1000;
  return (value === null ? Math.min(longest, maxNothingMs) : longest) * (0.8 + Math.random() / 5);
}
