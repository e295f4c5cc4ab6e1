import type { NotificationPreferences } from "./contract.ts";
import { nextDigestAt } from "./quiet-hours.ts";

/** When the next digest of a user is due, where there is anything for it. Its table is that of the deliveries. */
export class DigestTimes {
  readonly #sql: SqlStorage;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
  }

  dueAt(): number | undefined {
    return this.#sql.exec<{ at: number }>("SELECT at FROM next_digest").toArray()[0]?.at;
  }

  /** Something waits for the digest. */
  expect(preferences: NotificationPreferences, now: number): void {
    if (this.dueAt() === undefined) this.set(nextDigestAt(now, preferences));
  }

  /** Something waits that is to be told by then. */
  expectBy(at: number): void {
    this.set(Math.min(at, this.dueAt() ?? at));
  }

  set(at: number): void {
    this.#sql.exec("INSERT OR REPLACE INTO next_digest (one, at) VALUES (1, ?)", at);
  }

  clear(): void {
    this.#sql.exec("DELETE FROM next_digest");
  }
}
