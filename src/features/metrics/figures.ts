import type { MinuteFigures } from "../../platform/metrics/registry.ts";
import { steps } from "./contract.ts";

/** What was counted in one step of time: sums by name, and of durations how many fell into each bucket. */
export type Figures = MinuteFigures;

export const figureSchema = [
  `
    CREATE TABLE figures (
      step INTEGER NOT NULL,
      at INTEGER NOT NULL,
      body TEXT NOT NULL,
      PRIMARY KEY (step, at)
    ) STRICT, WITHOUT ROWID;
  `,
];

const hourMs = 3600 * 1000;
const minutesKeptMs = 48 * hourMs;
export const keptMs = 35 * 24 * hourMs;

type Body = Omit<Figures, "at">;

/** The figures of each minute for two days, and of each five minutes and each hour for 35 days. */
export class FigureRows {
  readonly #sql: SqlStorage;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
  }

  /** Adds minutes to the steps that they fall into. They may come late, and of clocks that are fast. */
  add(minutes: Figures[], now: number): void {
    for (const step of steps) {
      const stepMs = step * 1000;
      const bySpan = Map.groupBy(minutes, ({ at }) => Math.floor(Math.min(at, now) / stepMs) * stepMs);
      for (const [at, ofSpan] of bySpan) this.#write(step, { at, ...addUp([...this.read(step, at, at), ...ofSpan]) });
    }
  }

  /** The steps between two moments, both included, in which anything was counted; the oldest first. */
  read(step: number, from: number, to: number): Figures[] {
    return (
      this.#sql
        .exec<{ at: number; body: string }>(
          "SELECT at, body FROM figures WHERE step = ? AND at BETWEEN ? AND ? ORDER BY at",
          step,
          from,
          to,
        )
        .toArray()
        // What this class has written is what it reads.
        .map(({ at, body }) => ({ at, ...(JSON.parse(body) as Body) }))
    );
  }

  /** Removes what is past its time. @returns whether anything is left. */
  prune(now: number): boolean {
    for (const step of steps) {
      const before = now - (step === 60 ? minutesKeptMs : keptMs);
      this.#sql.exec("DELETE FROM figures WHERE step = ? AND at < ?", step, before);
    }
    return this.#sql.exec("SELECT 1 FROM figures LIMIT 1").toArray().length > 0;
  }

  #write(step: number, { at, ...body }: Figures): void {
    this.#sql.exec("INSERT OR REPLACE INTO figures (step, at, body) VALUES (?,?,?)", step, at, JSON.stringify(body));
  }
}

/** The sum of what was counted at several times or places. */
function addUp(parts: Body[]): Body {
  const sums: Body["sums"] = {};
  const spreads: Body["spreads"] = {};
  for (const part of parts) {
    for (const [name, sum] of Object.entries(part.sums)) sums[name] = (sums[name] ?? 0) + sum;
    for (const [name, counts] of Object.entries(part.spreads)) {
      const spread = (spreads[name] ??= {});
      for (const [bucket, count] of Object.entries(counts)) spread[bucket] = (spread[bucket] ?? 0) + count;
    }
  }
  return { sums, spreads };
}
