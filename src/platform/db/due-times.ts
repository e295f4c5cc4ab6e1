import { migrate } from "./object-schema.ts";

const schema = [`CREATE TABLE due_times (name TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID`];

/**
 * When what an object has still to do is due, in its storage. A time that was set stays, however often its
 * alarm is worked out anew meanwhile and whether or not it was evicted: nothing is put off for ever.
 */
export class DueTimes {
  readonly #sql: SqlStorage;
  readonly #times: Map<string, number>;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    migrate(storage, "due-times", schema);
    const rows = this.#sql.exec<{ name: string; at: number }>("SELECT name, at FROM due_times").toArray();
    this.#times = new Map(rows.map(({ name, at }) => [name, at]));
  }

  /** When something is due: as was said before, or else now. Nothing is where nothing is pending. */
  of(name: string, isPending: boolean, at: number): number | undefined {
    if (!isPending) {
      this.restart(name);
      return undefined;
    }
    const known = this.#times.get(name);
    if (known === undefined) this.set(name, at);
    return known ?? at;
  }

  set(name: string, at: number): void {
    this.#times.set(name, at);
    this.#sql.exec("INSERT OR REPLACE INTO due_times (name, at) VALUES (?, ?)", name, at);
  }

  /** It is being done at this moment: should it be pending after that, its time is set anew. */
  restart(name: string): void {
    if (this.#times.delete(name)) this.#sql.exec("DELETE FROM due_times WHERE name = ?", name);
  }
}
