import type { Ask } from "./session-hub.ts";

const dayMs = 24 * 3600 * 1000;

type Quota = { period: string; quota: number; endsAt: number };

/** How much of the day's and the month's quota a user has used; in the storage of the hub, in a table of its meter. */
export class CallQuotas {
  readonly #sql: SqlStorage;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
  }

  /** How many calls are left, and when there are more of them: where both quotas are used up, that is the later. */
  state(asked: Ask["quota"], now: number): { left: number; resetSeconds: number } {
    const quotas = quotasAt(asked, now).map((one) => ({ ...one, left: one.quota - this.#used(one.period) }));
    const ends = quotas.filter(({ left }) => left <= 0).map(({ endsAt }) => endsAt);
    return {
      left: Math.min(...quotas.map(({ left }) => left)),
      resetSeconds: Math.ceil((Math.max(now, ...ends) - now) / 1000),
    };
  }

  count(asked: Ask["quota"], calls: number, now: number): void {
    const quotas = quotasAt(asked, now);
    if (quotas.length === 0) return;
    for (const { period } of quotas) {
      this.#sql.exec(
        "INSERT INTO call_quotas (period, count) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET count = count + ?2",
        period,
        calls,
      );
    }
    // A clock that jumps over midnight and back must not find the counts gone.
    const kept = [now - dayMs, now, now + dayMs].flatMap((at) => quotasAt(asked, at).map(({ period }) => period));
    this.#sql.exec(
      "DELETE FROM call_quotas WHERE period NOT IN (SELECT value FROM json_each(?))",
      JSON.stringify(kept),
    );
  }

  #used(period: string): number {
    return (
      this.#sql.exec<{ count: number }>("SELECT count FROM call_quotas WHERE period = ?", period).toArray()[0]?.count ??
      0
    );
  }
}

/** The quotas that are set, with the UTC day and month that they are of. */
function quotasAt({ day, month }: Ask["quota"], now: number): Quota[] {
  if (day === 0 && month === 0) return [];
  const date = new Date(now);
  const iso = date.toISOString();
  const nextMonth = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
  return [
    { period: iso.slice(0, 10), quota: day, endsAt: (Math.floor(now / dayMs) + 1) * dayMs },
    { period: iso.slice(0, 7), quota: month, endsAt: nextMonth },
  ].filter(({ quota }) => quota > 0);
}
