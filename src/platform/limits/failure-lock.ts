import { migrate } from "../db/object-schema.ts";

/** Whether one more try may be made, after how many failures in a row; where not, when to come again. */
export type AttemptState = { ok: true; failures: number } | { ok: false; retryAfterSeconds: number };

/** How a try has ended: `hasClosed` where it is the failure that closed the lock. */
export type AttemptOutcome = { hasClosed: boolean };

const schema = [
  `
    CREATE TABLE IF NOT EXISTS failures (name TEXT PRIMARY KEY, count INTEGER NOT NULL, last_at INTEGER NOT NULL)
      STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS attempts (name TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
  `,
];

/** From so many failures in a row on, each closes the lock for twice as long as the one before. */
const closingCount = 5;
const firstLockMs = 30_000;
const longestLockMs = 3600 * 1000;
/** So many in a row are enough (NIST SP 800-63B §3.2.2): only a success, or another way in, opens it again. */
const finalCount = 100;
export const forgottenMs = 24 * 3600 * 1000;
/** Tries that are under way at once while nothing is wrong; once it is, one after the other. */
const maxAtOnce = 20;
/** Who has not ended a try by then died with it. */
const deadMs = 10_000;

/**
 * Counts failures in a row by name, and closes a lock for longer and longer, in the storage of a Durable
 * Object: no eviction opens it.
 *
 * A try is announced before its outcome is known, so that many at once do not outrun the count.
 */
export class FailureLock {
  readonly #sql: SqlStorage;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    migrate(storage, "failures", schema);
  }

  begin(name: string, now: number): AttemptState {
    const { count, lastAt } = this.#failures(name, now);
    const closedForMs = count >= finalCount ? longestLockMs : lastAt + lockMs(count) - now;
    if (closedForMs > 0) return { ok: false, retryAfterSeconds: Math.ceil(closedForMs / 1000) };
    this.#sql.exec("DELETE FROM attempts WHERE at <= ? OR at > ?", now - deadMs, now);
    const room = Math.min(count < closingCount ? maxAtOnce : 1, finalCount - count);
    if (this.#underWay(name) >= room) return { ok: false, retryAfterSeconds: 1 };
    this.#sql.exec("INSERT INTO attempts (name, at) VALUES (?, ?)", name, now);
    return { ok: true, failures: count };
  }

  end(name: string, succeeded: boolean, now: number): AttemptOutcome {
    this.abandon(name);
    if (succeeded) {
      this.clear(name);
      return { hasClosed: false };
    }
    const count = this.#failures(name, now).count + 1;
    this.#sql.exec("INSERT OR REPLACE INTO failures (name, count, last_at) VALUES (?, ?, ?)", name, count, now);
    return { hasClosed: count === closingCount };
  }

  abandon(name: string): void {
    this.#sql.exec("DELETE FROM attempts WHERE rowid = (SELECT min(rowid) FROM attempts WHERE name = ?)", name);
  }

  clear(name: string): void {
    this.#sql.exec("DELETE FROM failures WHERE name = ?", name);
  }

  /** Until when there is something to keep; null where there is nothing. */
  keptUntil(now: number): number | null {
    const rows = this.#sql.exec<{ count: number; last_at: number }>("SELECT count, last_at FROM failures").toArray();
    // What is never forgotten by itself is looked at again a day later.
    const ends = rows.map(({ count, last_at: lastAt }) => (count >= finalCount ? now : lastAt) + forgottenMs);
    const last = Math.max(...ends);
    return last > now ? last : null;
  }

  #failures(name: string, now: number): { count: number; lastAt: number } {
    const row = this.#sql
      .exec<{ count: number; last_at: number }>("SELECT count, last_at FROM failures WHERE name = ?", name)
      .toArray()[0];
    if (!row) return { count: 0, lastAt: now };
    const isForgotten = row.count < finalCount && now - row.last_at >= forgottenMs;
    if (isForgotten) return { count: 0, lastAt: now };
    // A clock that was set back must not close it for longer.
    if (row.last_at > now) this.#sql.exec("UPDATE failures SET last_at = ? WHERE name = ?", now, name);
    return { count: row.count, lastAt: Math.min(row.last_at, now) };
  }

  #underWay(name: string): number {
    return this.#sql.exec<{ count: number }>("SELECT count(*) AS count FROM attempts WHERE name = ?", name).one().count;
  }
}

function lockMs(count: number): number {
  return count < closingCount ? 0 : Math.min(longestLockMs, firstLockMs * 2 ** (count - closingCount));
}
