import { migrate } from "../../platform/db/object-schema.ts";

const schema = [
  `
    CREATE TABLE relays (
      name TEXT PRIMARY KEY, revision INTEGER NOT NULL, viewers INTEGER NOT NULL, is_listening INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
  `,
];

/** How a topic's audience stands on one relay. Of two reports the one with the greater revision stands. */
export type RelayReport = {
  relay: string;
  revision: number;
  /** Distinct users with a socket that follows the topic. */
  viewers: number;
  isListening: boolean;
};

export type ListeningRelay = { name: string; revision: number };

/**
 * The relays that follow a topic. A user's sockets are all on one relay, so the sum of the relays' viewers
 * counts each user once. A relay keeps its row when its last viewer leaves, so that no older report brings
 * them back; there are as many rows as relays.
 */
export class Audience {
  readonly #sql: SqlStorage;
  #listening: ListeningRelay[] | undefined;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    migrate(storage, "audience", schema);
  }

  viewers(): number {
    return this.#sql.exec<{ n: number }>("SELECT coalesce(sum(viewers), 0) AS n FROM relays").one().n;
  }

  listening(): ListeningRelay[] {
    this.#listening ??= this.#sql
      .exec<ListeningRelay>("SELECT name, revision FROM relays WHERE is_listening = 1")
      .toArray();
    return this.#listening;
  }

  take({ relay, revision, viewers, isListening }: RelayReport): void {
    this.#listening = undefined;
    this.#sql.exec(
      `INSERT INTO relays (name, revision, viewers, is_listening) VALUES (?, ?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET
           revision = excluded.revision, viewers = excluded.viewers, is_listening = excluded.is_listening
         WHERE excluded.revision > revision`,
      relay,
      revision,
      viewers,
      isListening ? 1 : 0,
    );
  }

  /** Takes back a report that turned out wrong, unless a newer one has come. */
  disbelieve({ name, revision }: ListeningRelay): void {
    this.#listening = undefined;
    this.#sql.exec("UPDATE relays SET viewers = 0, is_listening = 0 WHERE name = ? AND revision = ?", name, revision);
  }

  clear(): void {
    this.#listening = undefined;
    this.#sql.exec("DELETE FROM relays");
  }
}
