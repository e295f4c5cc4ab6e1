import { sql } from "drizzle-orm";
import type { Database } from "../../platform/db/database.ts";
import { sessions } from "./schema.ts";
import type { SessionRow } from "./session-rows.ts";
import type { SessionTable } from "./session-table.ts";

/** D1 takes a hundred values in a statement. */
const rowsAtOnce = 7;

/**
 * Shows operators how a user's sessions stand: writes to D1 those that changed, which the hub's storage
 * knows. What fails stays to be shown, and is tried again by the hub's alarm.
 */
export class SessionProjection {
  readonly #table: SessionTable;
  readonly #db: Database;
  readonly #userId: string;

  constructor(table: SessionTable, db: Database, userId: string) {
    this.#table = table;
    this.#db = db;
    this.#userId = userId;
  }

  /** Shows all that changed, also what changes meanwhile. */
  async catchUp(now: number): Promise<void> {
    for (let rows = this.#next(); rows.length > 0; rows = this.#next()) {
      await this.#db
        .insert(sessions)
        .values(rows.map((row) => project(row, this.#userId)))
        .onConflictDoUpdate({
          target: sessions.id,
          set: {
            lastActivityAt: sql`excluded.last_activity_at`,
            expiresAt: sql`excluded.expires_at`,
            endedAt: sql`excluded.ended_at`,
          },
        });
      for (const row of rows) this.#setShown(row, now);
    }
  }

  #next(): SessionRow[] {
    return this.#table.notShown(rowsAtOnce);
  }

  /** Notes that a session was shown as it was then. */
  #setShown(row: SessionRow, now: number): void {
    this.#table.write(
      "UPDATE sessions SET shown_at = ? WHERE id = ? AND expires_at = ? AND ended_at IS ? AND last_activity_at = ?",
      now,
      row.id,
      row.expires_at,
      row.ended_at,
      row.last_activity_at,
    );
  }
}

function project(row: SessionRow, userId: string): typeof sessions.$inferInsert {
  return {
    id: row.id,
    userId,
    deviceType: row.device_type,
    browser: row.browser,
    os: row.os,
    deviceName: row.device_name,
    ip: row.ip,
    country: row.country,
    city: row.city,
    createdAt: row.created_at,
    lastActivityAt: row.last_activity_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at,
  };
}
