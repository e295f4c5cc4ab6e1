import type { SessionRow } from "./session-rows.ts";

/**
 * The rows of one user's sessions, in the storage of the user's hub. The row of a session that is in use is
 * remembered: it is asked for with every call that the session makes, and hardly ever changes. So all that
 * writes to the table has to do it here.
 */
export class SessionTable {
  readonly #sql: SqlStorage;
  readonly #known = new Map<string, SessionRow>();
  #isBehind: boolean | undefined;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
  }

  /** Runs a statement that changes the table. @returns how many rows it wrote. */
  write(statement: string, ...values: SqlStorageValue[]): number {
    this.#known.clear();
    this.#isBehind = undefined;
    return this.#sql.exec(statement, ...values).rowsWritten;
  }

  /** The session, if it is neither ended nor past its time, nor unused for too long. */
  live(id: string, now: number): SessionRow | undefined {
    const row = this.#known.get(id) ?? this.#read(id);
    if (!row || row.ended_at !== null || row.expires_at <= now) return undefined;
    return row.idle_ms === 0 || row.last_activity_at > now - row.idle_ms ? row : undefined;
  }

  /** Whether there are sessions that changed since operators were shown them. */
  isBehind(): boolean {
    this.#isBehind ??= this.notShown(1).length > 0;
    return this.#isBehind;
  }

  /** Sessions that changed since operators were shown them. */
  notShown(limit: number): SessionRow[] {
    return this.#sql.exec<SessionRow>("SELECT * FROM sessions WHERE shown_at = 0 ORDER BY id LIMIT ?", limit).toArray();
  }

  #read(id: string): SessionRow | undefined {
    const [row] = this.#sql.exec<SessionRow>("SELECT * FROM sessions WHERE id = ?", id).toArray();
    if (row) this.#known.set(id, row);
    return row;
  }
}
