import { and, eq, lt } from "drizzle-orm";
import type { Database } from "../../platform/db/database.ts";
import { migrate } from "../../platform/db/object-schema.ts";
import { Coalescer } from "../../platform/limits/coalescer.ts";
import type { Logger } from "../../platform/log/logger.ts";
import { activityCounters } from "./schema.ts";
import type { Tally } from "./tally.ts";

const schema = ["CREATE TABLE projected (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL) STRICT"];

const intervalMs = 1_000;
const safetyMs = 5_000;

type Options = { storage: DurableObjectStorage; db: Database; log: Logger; topic: string; tally: Tally };

/**
 * Brings a topic's totals to D1, at most once a second. Which of them D1 has is in storage; while it lacks
 * any, an alarm is set, which writes them after a crash and after a failure.
 */
export class Projection {
  readonly #options: Options;
  readonly #onError: (error: unknown) => void;
  readonly #rounds: Coalescer;
  #isAlarmSet = false;

  constructor(options: Options) {
    this.#options = options;
    this.#onError = (error) => options.log.error("counters did not reach D1; the alarm tries again", error);
    this.#rounds = new Coalescer(intervalMs, () => this.#round(), this.#onError);
    migrate(options.storage, "projected", schema);
  }

  /** To be called in the same turn as the change, so that the alarm commits with it. */
  ask(): void {
    this.#rounds.ask();
    this.#setAlarm();
  }

  /** Does what is left, under a new alarm in case this fails, too. @returns whether anything was. */
  async onAlarm(): Promise<boolean> {
    this.#isAlarmSet = false;
    if (!this.#isBehind()) return false;
    this.#setAlarm();
    await this.#round().catch(this.#onError);
    return true;
  }

  #setAlarm(): void {
    if (this.#isAlarmSet) return;
    this.#isAlarmSet = true;
    void this.#options.storage.setAlarm(Date.now() + safetyMs);
  }

  #isBehind(): boolean {
    return this.#projectedVersion() < this.#options.tally.version;
  }

  #projectedVersion(): number {
    const { sql } = this.#options.storage;
    return sql.exec<{ version: number }>("SELECT version FROM projected").toArray()[0]?.version ?? 0;
  }

  async #round(): Promise<void> {
    if (this.#isBehind()) await this.#write();
    if (this.#isBehind()) return;
    this.#isAlarmSet = false;
    await this.#options.storage.deleteAlarm();
  }

  /** Where the row is gone the topic was closed, and there is nothing to write. */
  async #write(): Promise<void> {
    const { db, storage, tally, topic } = this.#options;
    const { version } = tally;
    await db
      .update(activityCounters)
      .set({ ...tally.totals(), version, updatedAt: Date.now() })
      .where(and(eq(activityCounters.topic, topic), lt(activityCounters.version, version)));
    storage.sql.exec("INSERT OR REPLACE INTO projected (one, version) VALUES (1, ?)", version);
  }
}
