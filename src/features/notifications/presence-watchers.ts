import type { DueTimes } from "../../platform/db/due-times.ts";
import { migrate } from "../../platform/db/object-schema.ts";

const schema = [
  `
    CREATE TABLE presence_watchers (
      registration INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL,
      told INTEGER NOT NULL, failures INTEGER NOT NULL DEFAULT 0, retry_at INTEGER NOT NULL DEFAULT 0,
      UNIQUE (kind, id)
    ) STRICT;
  `,
  "ALTER TABLE presence_watchers ADD COLUMN confirmed_at INTEGER NOT NULL DEFAULT 0",
];

/** Where somebody looks at this user: another user's hub, or a room. */
export type Watcher = { kind: "user" | "room"; id: string };

type Row = Watcher & { registration: number };

/** So many users, and so many rooms: each is told with a call of its own, of which one event may make a thousand. */
const maxWatchers = 500;
const toldAtOnce = 20;
const roundMs = 1_000;
const retryMs = 5_000;
/** Each failure doubles the wait, so many times: to five minutes. */
const maxDoublings = 6;
/** With these waits, so many failures take an hour. */
const maxFailures = 17;
/** Who was told nothing for so long is asked whether anybody looks there still. */
const confirmAfterMs = 10 * 60_000;

/**
 * Who is told when a user comes and goes, in the storage of that user's hub. A watcher stays until it says,
 * on being told, that nobody there looks any more; of too many the newest of each kind stay.
 */
export class PresenceWatchers {
  readonly #sql: SqlStorage;
  readonly #due: DueTimes;
  #isTelling = false;
  /** However often somebody comes and goes, their watchers hear once a second. */
  #restsUntil = 0;

  constructor(storage: DurableObjectStorage, due: DueTimes) {
    this.#sql = storage.sql;
    this.#due = due;
    migrate(storage, "presence-watchers", schema);
  }

  /** Adds one that knows already how things stand at this version. @returns those that had to give way. */
  add({ kind, id }: Watcher, version: number): Watcher[] {
    // A new registration: a drop that was decided on the old one does not touch it.
    this.#sql.exec(
      "INSERT OR REPLACE INTO presence_watchers (kind, id, told, confirmed_at) VALUES (?,?,?,?)",
      kind,
      id,
      version,
      Date.now(),
    );
    return this.#sql
      .exec<Watcher>(
        `DELETE FROM presence_watchers WHERE kind = ?1 AND registration <=
           (SELECT registration FROM presence_watchers WHERE kind = ?1 ORDER BY registration DESC LIMIT 1 OFFSET ?2)
         RETURNING kind, id`,
        kind,
        maxWatchers,
      )
      .toArray();
  }

  /** Has some of those who were told nothing for long be told again: the answer says whether anybody looks. */
  lookAgain(now: number): void {
    this.#sql.exec(
      `UPDATE presence_watchers SET told = 0 WHERE registration IN
         (SELECT registration FROM presence_watchers WHERE confirmed_at < ? ORDER BY confirmed_at LIMIT ?)`,
      now - confirmAfterMs,
      toldAtOnce,
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
    const overdueAt = this.#due.of("telling watchers", this.#isTelling && at !== null, now + retryMs);
    return at === null ? undefined : (overdueAt ?? Math.max(at, this.#restsUntil));
  }

  /**
   * Tells each of those who do not know this version yet, once: what changes meanwhile is for the next round.
   *
   * @param tell says whether anybody looks there still.
   */
  async tellAll(version: () => number, tell: (watcher: Watcher) => Promise<boolean>): Promise<void> {
    if (this.#isTelling || Date.now() < this.#restsUntil) return;
    const upTo = version();
    let batch = this.#untold(upTo);
    if (batch.length === 0) return;
    this.#isTelling = true;
    try {
      for (; batch.length > 0; batch = this.#untold(upTo))
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
        "UPDATE presence_watchers SET failures = failures + 1, retry_at = ? + (? << min(failures, ?)) WHERE registration = ?",
        Date.now(),
        retryMs,
        maxDoublings,
        registration,
      );
    }
  }

  #setTold(registration: number, version: number): void {
    this.#sql.exec(
      "UPDATE presence_watchers SET told = ?, failures = 0, retry_at = 0, confirmed_at = ? WHERE registration = ?",
      version,
      Date.now(),
      registration,
    );
  }

  #untold(version: number): Row[] {
    return this.#sql
      .exec<Row>(
        `SELECT registration, kind, id FROM presence_watchers WHERE told < ? AND retry_at <= ?
           ORDER BY told, registration LIMIT ?`,
        version,
        Date.now(),
        toldAtOnce,
      )
      .toArray();
  }
}
