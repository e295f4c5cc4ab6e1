import { migrate } from "../../platform/db/object-schema.ts";

const schema = [
  `
    CREATE TABLE presence_watchers (
      registration INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL,
      told INTEGER NOT NULL, failures INTEGER NOT NULL DEFAULT 0, retry_at INTEGER NOT NULL DEFAULT 0,
      UNIQUE (kind, id)
    ) STRICT;
  `,
];

/** Where somebody looks at this user: another user's hub, or a room. */
export type Watcher = { kind: "user" | "room"; id: string };

type Row = Watcher & { registration: number };

/** Each is told with a call of its own, of which one event may make a thousand. */
const maxWatchers = 500;
const toldAtOnce = 20;
const roundMs = 1_000;
const retryMs = 5_000;
const maxFailures = 5;

/**
 * Who is told when a user comes and goes, in the storage of that user's hub. A watcher stays until it says,
 * on being told, that nobody there looks any more; of too many the newest stay.
 */
export class PresenceWatchers {
  readonly #sql: SqlStorage;
  #isTelling = false;
  /** However often somebody comes and goes, their watchers hear once a second. */
  #restsUntil = 0;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    migrate(storage, "presence-watchers", schema);
  }

  /** Adds one that knows already how things stand at this version. */
  add({ kind, id }: Watcher, version: number): void {
    // A new registration: a drop that was decided on the old one does not touch it.
    this.#sql.exec("INSERT OR REPLACE INTO presence_watchers (kind, id, told) VALUES (?,?,?)", kind, id, version);
    this.#sql.exec(
      `DELETE FROM presence_watchers WHERE registration <=
         (SELECT registration FROM presence_watchers ORDER BY registration DESC LIMIT 1 OFFSET ?)`,
      maxWatchers,
    );
  }

  remove({ kind, id }: Watcher): void {
    this.#sql.exec("DELETE FROM presence_watchers WHERE kind = ? AND id = ?", kind, id);
  }

  any(): boolean {
    return this.#sql.exec("SELECT 1 FROM presence_watchers LIMIT 1").toArray().length > 0;
  }

  users(): string[] {
    return this.#sql
      .exec<{ id: string }>("SELECT id FROM presence_watchers WHERE kind = 'user'")
      .toArray()
      .map(({ id }) => id);
  }

  /** When some of them have to be told of this version; while that is under way, when to see whether it died. */
  dueAt(version: number, now: number): number | undefined {
    const { at } = this.#sql
      .exec<{ at: number | null }>("SELECT min(retry_at) AS at FROM presence_watchers WHERE told < ?", version)
      .one();
    if (at === null) return undefined;
    return this.#isTelling ? now + retryMs : Math.max(at, this.#restsUntil);
  }

  /**
   * Tells those who do not know this version yet.
   *
   * @param tell says whether anybody looks there still.
   */
  async tellAll(version: () => number, tell: (watcher: Watcher) => Promise<boolean>): Promise<void> {
    if (this.#isTelling || Date.now() < this.#restsUntil) return;
    let batch = this.#untold(version());
    if (batch.length === 0) return;
    this.#isTelling = true;
    try {
      for (; batch.length > 0; batch = this.#untold(version()))
        await Promise.all(batch.map((row) => this.#tell(row, version(), tell)));
    } finally {
      this.#isTelling = false;
      this.#restsUntil = Date.now() + roundMs;
    }
  }

  async #tell(row: Row, version: number, tell: (watcher: Watcher) => Promise<boolean>): Promise<void> {
    const { registration } = row;
    try {
      if (await tell(row)) this.#setTold(registration, version);
      else this.#sql.exec("DELETE FROM presence_watchers WHERE registration = ?", registration);
    } catch {
      this.#sql.exec(
        "DELETE FROM presence_watchers WHERE registration = ? AND failures >= ?",
        registration,
        maxFailures,
      );
      this.#sql.exec(
        "UPDATE presence_watchers SET failures = failures + 1, retry_at = ? WHERE registration = ?",
        Date.now() + retryMs,
        registration,
      );
    }
  }

  #setTold(registration: number, version: number): void {
    this.#sql.exec(
      "UPDATE presence_watchers SET told = ?, failures = 0, retry_at = 0 WHERE registration = ?",
      version,
      registration,
    );
  }

  #untold(version: number): Row[] {
    return this.#sql
      .exec<Row>(
        "SELECT registration, kind, id FROM presence_watchers WHERE told < ? AND retry_at <= ? LIMIT ?",
        version,
        Date.now(),
        toldAtOnce,
      )
      .toArray();
  }
}
