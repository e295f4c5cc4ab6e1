import { migrate } from "../../platform/db/object-schema.ts";
import type { Act } from "./act.ts";

const schema = [
  `
    CREATE TABLE totals (
      one INTEGER PRIMARY KEY CHECK (one = 1), likes INTEGER NOT NULL, comments INTEGER NOT NULL,
      views INTEGER NOT NULL, version INTEGER NOT NULL, is_closed INTEGER NOT NULL
    ) STRICT;
    INSERT INTO totals (one, likes, comments, views, version, is_closed) VALUES (1, 0, 0, 0, 0, 0);
    CREATE TABLE likes (user_id TEXT PRIMARY KEY, is_liked INTEGER NOT NULL, key TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE contributions (id TEXT PRIMARY KEY, is_removed INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE views (user_id TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX views_by_time ON views (at);
  `,
];

/** A user's view counts again after this long. */
const viewedForMs = 24 * 60 * 60 * 1000;
/** Views of the past that each new one clears away: more than one, so that they run out. */
const clearedAtOnce = 10;

export type Totals = { likes: number; comments: number; views: number };

type TotalsRow = Totals & { version: number; is_closed: number };

/**
 * What a topic counts, exactly: the users who like it, its comments, its views. Likes and comments are as
 * many rows as there are; of views those of a day are kept.
 */
export class Tally {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#sql = storage.sql;
    migrate(storage, "tally", schema);
  }

  totals(): Totals {
    const { likes, comments, views } = this.#row();
    return { likes, comments, views };
  }

  /** Grows with each change, so that of two accounts of the totals the newer one is known. */
  get version(): number {
    return this.#row().version;
  }

  get isClosed(): boolean {
    return this.#row().is_closed === 1;
  }

  /** @returns whether it changed anything: an act that is known, or overtaken, does not. */
  record(act: Act, now: number): boolean {
    return this.#storage.transactionSync(() => {
      if (this.isClosed) return false;
      const change = this.#apply(act, now);
      if (!change) return false;
      this.#sql.exec(
        "UPDATE totals SET likes = likes + ?, comments = comments + ?, views = views + ?, version = version + 1",
        change.likes ?? 0,
        change.comments ?? 0,
        change.views ?? 0,
      );
      return true;
    });
  }

  /** Forgets everything, for good: what is recorded later is not. */
  close(): void {
    this.#storage.transactionSync(() => {
      this.#sql.exec("DELETE FROM likes");
      this.#sql.exec("DELETE FROM contributions");
      this.#sql.exec("DELETE FROM views");
      this.#sql.exec("UPDATE totals SET likes = 0, comments = 0, views = 0, version = version + 1, is_closed = 1");
    });
  }

  #row(): TotalsRow {
    return this.#sql.exec<TotalsRow>("SELECT likes, comments, views, version, is_closed FROM totals").one();
  }

  #apply(act: Act, now: number): Partial<Totals> | undefined {
    switch (act.kind) {
      case "like":
      case "unlike":
        return this.#like(act.actor.id, act.kind === "like", act.key);
      case "comment":
        return this.#contribute(act.key) ? { comments: 1 } : undefined;
      case "post":
        return this.#contribute(act.key) ? {} : undefined;
      case "uncomment":
        return this.#retract(act.key) ? { comments: -1 } : undefined;
      case "view":
        return this.#view(act.actor.id, now) ? { views: 1 } : undefined;
    }
  }

  /** An unlike leaves its row, so that an older like that comes late is known to be overtaken. */
  #like(userId: string, isLiked: boolean, key: string): Partial<Totals> | undefined {
    const before = this.#sql
      .exec<{ is_liked: number; key: string }>("SELECT is_liked, key FROM likes WHERE user_id = ?", userId)
      .toArray()[0];
    if (before && before.key >= key) return undefined;
    this.#sql.exec(
      "INSERT OR REPLACE INTO likes (user_id, is_liked, key) VALUES (?, ?, ?)",
      userId,
      isLiked ? 1 : 0,
      key,
    );
    const change = (isLiked ? 1 : 0) - (before?.is_liked ?? 0);
    return change === 0 ? undefined : { likes: change };
  }

  #contribute(id: string): boolean {
    const added = this.#sql.exec(
      "INSERT INTO contributions (id, is_removed) VALUES (?, 0) ON CONFLICT DO NOTHING RETURNING id",
      id,
    );
    return added.toArray().length > 0;
  }

  /** One that was never counted is marked all the same: it may be on its way. */
  #retract(id: string): boolean {
    const before = this.#sql
      .exec<{ is_removed: number }>("SELECT is_removed FROM contributions WHERE id = ?", id)
      .toArray()[0];
    this.#sql.exec("INSERT OR REPLACE INTO contributions (id, is_removed) VALUES (?, 1)", id);
    return before?.is_removed === 0;
  }

  #view(userId: string, now: number): boolean {
    const since = now - viewedForMs;
    this.#sql.exec(
      "DELETE FROM views WHERE user_id IN (SELECT user_id FROM views WHERE at <= ? ORDER BY at LIMIT ?)",
      since,
      clearedAtOnce,
    );
    const counted = this.#sql.exec(
      `INSERT INTO views (user_id, at) VALUES (?, ?)
         ON CONFLICT (user_id) DO UPDATE SET at = excluded.at WHERE at <= ? RETURNING at`,
      userId,
      now,
      since,
    );
    return counted.toArray().length > 0;
  }
}
