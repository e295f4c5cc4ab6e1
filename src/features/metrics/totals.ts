import { type MetricsBatch, unlisted } from "../../platform/metrics/registry.ts";
import { keptMs } from "./figures.ts";

/** What a line of a metric stands at since it was first counted. */
export type Total = { metric: string; labels: string; amounts: number[] };

type Row = { metric: string; labels: string; amounts: string };

export const totalSchema = [
  `
    CREATE TABLE totals (
      metric TEXT NOT NULL,
      labels TEXT NOT NULL,
      amounts TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (metric, labels)
    ) STRICT, WITHOUT ROWID;
  `,
];

const maxTotals = 10_000;

/** The totals since the beginning, for Prometheus: they only grow, whatever becomes of isolates and of this object. */
export class Totals {
  readonly #sql: SqlStorage;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
  }

  add(batches: Pick<MetricsBatch, "totals">[], now: number): void {
    const sums = new Map<string, Total>();
    for (const [metric, labels, amounts] of batches.flatMap(({ totals }) => totals)) {
      const key = `${metric}{${labels}`;
      sums.set(key, { metric, labels, amounts: added(sums.get(key)?.amounts ?? [], amounts) });
    }
    let room = maxTotals - this.#sql.exec<{ n: number }>("SELECT count(*) AS n FROM totals").one().n;
    for (const sum of sums.values()) {
      const known = this.#find(sum.metric, sum.labels);
      if (known) this.#write({ ...sum, amounts: added(known, sum.amounts) }, now);
      else if (room > 0) this.#write(sum, now);
      else this.#write(oneMore(this.#find(unlisted.name, "")), now);
      if (!known) room -= 1;
    }
  }

  list(): Total[] {
    return this.#sql
      .exec<Row>("SELECT metric, labels, amounts FROM totals ORDER BY metric, labels")
      .toArray()
      .map((row) => ({ ...row, amounts: parsed(row.amounts) }));
  }

  /** Removes lines in which nothing was counted any more, such as of routes that are gone. @returns whether any is left. */
  prune(now: number): boolean {
    this.#sql.exec("DELETE FROM totals WHERE at < ?", now - keptMs);
    return this.#sql.exec("SELECT 1 FROM totals LIMIT 1").toArray().length > 0;
  }

  #find(metric: string, labels: string): number[] | undefined {
    const find = "SELECT amounts FROM totals WHERE metric = ? AND labels = ?";
    const row = this.#sql.exec<Pick<Row, "amounts">>(find, metric, labels).toArray()[0];
    return row && parsed(row.amounts);
  }

  #write({ metric, labels, amounts }: Total, now: number): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO totals (metric, labels, amounts, at) VALUES (?,?,?,?)",
      metric,
      labels,
      JSON.stringify(amounts),
      now,
    );
  }
}

/** A line for which there was no room. */
function oneMore(known: number[] = []): Total {
  return { metric: unlisted.name, labels: "", amounts: added(known, [1]) };
}

/** What this class has written is what it reads. */
function parsed(amounts: string): number[] {
  return JSON.parse(amounts) as number[];
}

/** One by one; a later release may have more of them. */
function added(one: number[], other: number[]): number[] {
  const length = Math.max(one.length, other.length);
  return Array.from({ length }, (_, at) => (one[at] ?? 0) + (other[at] ?? 0));
}
