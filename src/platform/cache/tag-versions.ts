import { desc, gt, sql } from "drizzle-orm";
import type { DatabaseDeps, Statement } from "../db/database.ts";
import type { Entry, Stamp } from "./entry.ts";
import { cacheTags } from "./schema.ts";

export interface TagDeps extends DatabaseDeps {
  now(): number;
}

/** For so long nobody asks D1 again what was invalidated elsewhere. */
const freshMs = 2_000;
/** From then on everybody asks who does not know: no entry is served that was invalid for longer. */
const maxStaleMs = 5_000;
const readAtOnce = 1_000;
const maxKnown = 10_000;

type Known = Stamp & { forgottenAt: number };

/**
 * Which tags were invalidated, as far as one isolate knows.
 *
 * D1 numbers the invalidations. Every two seconds in which the cache is used, one request of the isolate
 * asks for the new ones; the others go on with what is known for at most five seconds. Numbers, not
 * clocks, decide: an entry holds only if no invalidation of its tags is newer than what its maker knew.
 */
export class TagVersions {
  readonly #known = new Map<string, Known>();
  /** The latest invalidation seen, and the one before which not all are known any more. */
  #seen = 0;
  #floor = 0;
  #turn = 0;
  #floorTurn = 0;
  #checkedAt = Number.NEGATIVE_INFINITY;
  #askedAt = Number.NEGATIVE_INFINITY;
  #unsettledUntil = Number.NEGATIVE_INFINITY;

  /** Learns what was invalidated elsewhere, where that is due. */
  async catchUp(deps: TagDeps): Promise<void> {
    const now = deps.now();
    if (isWithin(freshMs, this.#checkedAt, now)) return;
    // Whoever asked may have been cancelled, so nobody waits for their answer, and soon others ask.
    if (isWithin(maxStaleMs, this.#checkedAt, now) && isWithin(freshMs, this.#askedAt, now)) return;
    this.#askedAt = now;
    const rows = await deps.db
      .select({ tag: cacheTags.tag, version: cacheTags.version })
      .from(cacheTags)
      .where(gt(cacheTags.version, this.#seen))
      .orderBy(desc(cacheTags.version))
      .limit(readAtOnce + 1);
    if (rows.length > readAtOnce) this.#floor = Math.max(this.#floor, rows.at(-1)?.version ?? 0);
    for (const { tag, version } of rows) this.#learn(tag, { version });
    this.#seen = Math.max(this.#seen, rows[0]?.version ?? 0);
    this.#checkedAt = now;
    this.#makeRoom(now);
  }

  /** What whoever begins to load now knows. */
  stamp(): Stamp {
    return { version: this.#seen, turn: this.#turn };
  }

  /** Whether nothing that the entry was made of has been invalidated since, as far as is known. */
  holds({ tags, stamp }: Pick<Entry, "tags" | "stamp">): boolean {
    if (stamp.version < this.#floor || stamp.turn < this.#floorTurn) return false;
    return tags.every((tag) => {
      const known = this.#known.get(tag);
      return known === undefined || (known.version <= stamp.version && known.turn <= stamp.turn);
    });
  }

  /** Whether others' entries can be judged: D1 may not tell yet of what was invalidated here a moment ago. */
  isSettled(tags: string[], now: number): boolean {
    if (now < this.#unsettledUntil) return false;
    return tags.every((tag) => now - (this.#known.get(tag)?.forgottenAt ?? Number.NEGATIVE_INFINITY) >= maxStaleMs);
  }

  /** Invalidates tags in this isolate, at once. */
  forget(tags: string[], now: number): void {
    this.#turn += 1;
    for (const tag of tags) this.#learn(tag, { turn: this.#turn, forgottenAt: now });
    this.#makeRoom(now);
  }

  #learn(tag: string, news: Partial<Known>): void {
    const known = this.#known.get(tag) ?? { version: 0, turn: 0, forgottenAt: Number.NEGATIVE_INFINITY };
    this.#known.set(tag, { ...known, ...news, version: Math.max(known.version, news.version ?? 0) });
  }

  /** What is not known any more is taken for invalidated. */
  #makeRoom(now: number): void {
    if (this.#known.size <= maxKnown) return;
    this.#known.clear();
    this.#floor = this.#seen;
    this.#turn += 1;
    this.#floorTurn = this.#turn;
    this.#unsettledUntil = now + maxStaleMs;
  }
}

/** A clock that was set back must not make anything hold for longer. */
function isWithin(spanMs: number, since: number, now: number): boolean {
  return since <= now && now - since < spanMs;
}

/** What tells all isolates that a tag is invalid, once it is committed. */
export function writeVersion(deps: TagDeps, tag: string): Statement {
  const now = deps.now();
  return deps.db
    .insert(cacheTags)
    .values({ tag, version: sql`(SELECT coalesce(max(version), 0) + 1 FROM cache_tags)`, changedAt: now })
    .onConflictDoUpdate({ target: cacheTags.tag, set: { version: sql`excluded.version`, changedAt: now } });
}
