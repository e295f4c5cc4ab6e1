import type { LRUCache } from "lru-cache";

const names = ["hits", "sharedHits", "joined", "loads", "stale", "passedBy"] as const;

export type CacheStats = {
  /** Found in memory, in the data centre's cache, or with somebody who was loading it. */
  hits: number;
  sharedHits: number;
  joined: number;
  /** Read from where it is, and among what was found: too old or invalidated. */
  loads: number;
  stale: number;
  /** Read without the cache, because it could not know what it has to forget. */
  passedBy: number;
  /** Of all that was asked for, the share that needed no load; 0 before anything was. */
  hitRate: number;
  entries: number;
  bytes: number;
};

export class CacheCounts {
  readonly #counts = new Map<(typeof names)[number], number>();

  add(name: (typeof names)[number]): void {
    this.#counts.set(name, this.#of(name) + 1);
  }

  stats(memory: Pick<LRUCache<string, object>, "size" | "calculatedSize"> | null): CacheStats {
    const [hits, sharedHits, joined, loads, stale, passedBy] = [
      this.#of("hits"),
      this.#of("sharedHits"),
      this.#of("joined"),
      this.#of("loads"),
      this.#of("stale"),
      this.#of("passedBy"),
    ];
    const found = hits + sharedHits + joined;
    const asked = found + loads + passedBy;
    const hitRate = asked === 0 ? 0 : found / asked;
    const [entries, bytes] = [memory?.size ?? 0, memory?.calculatedSize ?? 0];
    return { hits, sharedHits, joined, loads, stale, passedBy, hitRate, entries, bytes };
  }

  #of(name: (typeof names)[number]): number {
    return this.#counts.get(name) ?? 0;
  }
}
