import { migrate } from "../../platform/db/object-schema.ts";

/** Sooner than an object that is left alone goes to sleep. */
const keepMs = 2_000;

const schema = ["CREATE TABLE place (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL) STRICT"];

/**
 * How far the sockets of a relay have heard. It is written down only when the room has fallen quiet: sockets
 * outlive their relay in no other case than its sleep, and a write for each message would cost more than telling it.
 */
export class RelayPlace {
  readonly #sql: SqlStorage;
  #seq: number | undefined;
  #isKeepingDue = false;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    migrate(storage, "place", schema);
    this.#seq = this.#sql.exec<{ seq: number }>("SELECT seq FROM place").toArray()[0]?.seq;
  }

  get(): number | undefined {
    return this.#seq;
  }

  set(seq: number): void {
    if (seq === this.#seq) return;
    this.#seq = seq;
    if (this.#isKeepingDue) return;
    this.#isKeepingDue = true;
    setTimeout(() => this.#keep(), keepMs);
  }

  #keep(): void {
    this.#isKeepingDue = false;
    this.#sql.exec("INSERT OR REPLACE INTO place (one, seq) VALUES (1, ?)", this.#seq ?? 0);
  }
}
