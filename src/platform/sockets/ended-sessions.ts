import { migrate } from "../db/object-schema.ts";

const schema = ["CREATE TABLE IF NOT EXISTS ended_sessions (id TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT"];

/** Longer than any request that was let in before its session ended can still be on its way. */
const keptMs = 15 * 60 * 1000;

/**
 * The sessions that an object was told are over: a socket of theirs that was let in a moment before, and
 * arrives a moment after, is turned away.
 */
export class EndedSessions {
  readonly #sql: SqlStorage;
  #ids: Set<string>;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    migrate(storage, "ended-sessions", schema);
    this.#ids = this.#read();
  }

  add(sessionId: string, now: number): void {
    this.#sql.exec("DELETE FROM ended_sessions WHERE at < ?", now - keptMs);
    this.#sql.exec("INSERT OR REPLACE INTO ended_sessions (id, at) VALUES (?, ?)", sessionId, now);
    this.#ids = this.#read();
  }

  has(sessionId: string): boolean {
    return this.#ids.has(sessionId);
  }

  #read(): Set<string> {
    const rows = this.#sql.exec<{ id: string }>("SELECT id FROM ended_sessions").toArray();
    return new Set(rows.map(({ id }) => id));
  }
}
