import type { Grants } from "./session-hub.ts";

type Given = { permissions: string[] | null; limitFactor: number };

/** What a user's roles give them, where that has changed since their tokens were issued; in the storage of the hub. */
export class Granted {
  readonly #sql: SqlStorage;
  #current: Given | undefined;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
  }

  current(): Given {
    this.#current ??= this.#read();
    return this.#current;
  }

  /** Messages about changes may come late or twice: the latest version stays. @returns whether this is it. */
  set({ version, permissions, limitFactor }: Grants): boolean {
    const { rowsWritten } = this.#sql.exec(
      `INSERT INTO grants (one, version, permissions, limit_factor) VALUES (1, ?1, ?2, ?3)
         ON CONFLICT (one) DO UPDATE SET version = ?1, permissions = ?2, limit_factor = ?3 WHERE version <= ?1`,
      version,
      JSON.stringify(permissions),
      limitFactor,
    );
    this.#current = undefined;
    return rowsWritten > 0;
  }

  #read(): Given {
    const [row] = this.#sql
      .exec<{ permissions: string | null; limit_factor: number }>("SELECT permissions, limit_factor FROM grants")
      .toArray();
    if (!row) return { permissions: null, limitFactor: 1 };
    return {
      permissions: row.permissions === null ? null : JSON.parse(row.permissions),
      limitFactor: row.limit_factor,
    };
  }
}
