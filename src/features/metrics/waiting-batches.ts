import type { MetricsBatch } from "../../platform/metrics/registry.ts";

type Row = { id: number; isolate: string; number: number; body: string };

/** One row each: what comes every few seconds from every isolate is not to cost a row for each line that it counts. */
export const batchSchema = [
  `
    CREATE TABLE batches (
      id INTEGER PRIMARY KEY,
      isolate TEXT NOT NULL,
      number INTEGER NOT NULL,
      body TEXT NOT NULL,
      UNIQUE (isolate, number)
    ) STRICT;
    CREATE TABLE isolates (id TEXT PRIMARY KEY, number INTEGER NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX isolates_by_time ON isolates (at);
  `,
];

/** Who was not heard of for so long is gone, and tells nothing again. */
const isolateMs = 48 * 3600 * 1000;
const takenAtOnce = 200;

/** What isolates have told and nobody has added up yet; and up to which number each was heard. */
export class WaitingBatches {
  readonly #sql: SqlStorage;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
  }

  /** Keeps what an isolate tells, unless it has told the same before. */
  add({ isolateId, number, ...body }: MetricsBatch): void {
    const heard = "SELECT 1 FROM isolates WHERE id = ? AND number >= ?";
    if (this.#sql.exec(heard, isolateId, number).toArray().length > 0) return;
    const insert =
      "INSERT INTO batches (isolate, number, body) VALUES (?,?,?) ON CONFLICT (isolate, number) DO NOTHING";
    this.#sql.exec(insert, isolateId, number, JSON.stringify(body));
  }

  /** So many wait. They are numbered without gaps, and only the first of them are taken out. */
  count(): number {
    const ends = "SELECT (SELECT min(id) FROM batches) AS first, (SELECT max(id) FROM batches) AS last";
    const { first, last } = this.#sql.exec<{ first: number | null; last: number | null }>(ends).one();
    return first === null || last === null ? 0 : last - first + 1;
  }

  /** Takes some out, to be added up in the same transaction, the oldest first. */
  take(now: number): Pick<MetricsBatch, "totals" | "minutes">[] {
    const rows = this.#sql.exec<Row>("SELECT * FROM batches ORDER BY id LIMIT ?", takenAtOnce).toArray();
    for (const { isolate, number } of rows) {
      this.#sql.exec(
        `INSERT INTO isolates (id, number, at) VALUES (?,?,?)
           ON CONFLICT (id) DO UPDATE SET number = max(number, excluded.number), at = excluded.at`,
        isolate,
        number,
        now,
      );
    }
    this.#sql.exec("DELETE FROM batches WHERE id <= ?", rows.at(-1)?.id ?? 0);
    // What this class has written is what it reads.
    return rows.map(({ body }) => JSON.parse(body) as Pick<MetricsBatch, "totals" | "minutes">);
  }

  prune(now: number): void {
    this.#sql.exec("DELETE FROM isolates WHERE at < ?", now - isolateMs);
  }
}
