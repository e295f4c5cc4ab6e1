import type { Session, SessionStats } from "./contract.ts";
import type { SignIn } from "./session-hub.ts";
import { isLive, renderSession, type SessionRow } from "./session-rows.ts";

const monthMs = 30 * 24 * 3600 * 1000;

/** What a user's sessions look like from outside: lists and figures, out of the storage of the user's hub. */
export class SessionOverview {
  readonly #sql: SqlStorage;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
  }

  list(now: number, currentId: string, { limit, before }: { limit: number; before: string | undefined }): Session[] {
    return this.#sql
      .exec<SessionRow>(
        `SELECT * FROM sessions WHERE ${isLive} AND id < ? ORDER BY id DESC LIMIT ?`,
        now,
        now,
        before ?? "~",
        limit,
      )
      .toArray()
      .map((row) => renderSession(row, currentId));
  }

  /** How the live sessions divide, and how often the user signed in within a month. */
  stats(now: number): SessionStats {
    const live = this.#sql.exec<SessionRow>(`SELECT * FROM sessions WHERE ${isLive}`, now, now).toArray();
    const { logins } = this.#sql
      .exec<{ logins: number }>("SELECT count(*) AS logins FROM sessions WHERE created_at > ?", now - monthMs)
      .one();
    return {
      active: live.length,
      byDevice: countBy(live, (row) => row.device_type),
      byBrowser: countBy(live, (row) => row.browser),
      byCountry: countBy(live, (row) => row.country),
      loginsLast30Days: logins,
    };
  }

  /** The latest sign-ins, newest first. */
  history(): SignIn[] {
    return this.#sql
      .exec<SignIn>(
        "SELECT created_at AS at, ip, country, latitude, longitude FROM sessions ORDER BY created_at DESC, id DESC LIMIT 20",
      )
      .toArray();
  }
}

function countBy(rows: SessionRow[], keyOf: (row: SessionRow) => string | null): Record<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const key = keyOf(row) ?? "unknown";
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}
