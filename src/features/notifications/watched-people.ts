import { migrate } from "../../platform/db/object-schema.ts";

const schema = [
  `
    CREATE TABLE watched_people (
      connection_id TEXT NOT NULL, user_id TEXT NOT NULL, version INTEGER NOT NULL,
      PRIMARY KEY (connection_id, user_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX watched_by ON watched_people (user_id);
  `,
];

/**
 * Whose presence the sockets of one user look at, in the storage of that user's hub, so that it outlives an
 * eviction. With each goes the version that its client has seen: what comes late changes nothing.
 */
export class WatchedPeople {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    migrate(storage, "watched-people", schema);
  }

  /** What a socket watches from now on, in place of what it watched before. */
  replace(connectionId: string, userIds: string[]): void {
    this.#storage.transactionSync(() => {
      this.forget(connectionId);
      this.#storage.sql.exec(
        "INSERT INTO watched_people (connection_id, user_id, version) SELECT ?, value, 0 FROM json_each(?) WHERE true ON CONFLICT DO NOTHING",
        connectionId,
        JSON.stringify(userIds),
      );
    });
  }

  /** A socket is gone. */
  forget(connectionId: string): void {
    this.#storage.sql.exec("DELETE FROM watched_people WHERE connection_id = ?", connectionId);
  }

  /** Forgets the sockets that went without a word. */
  keepOnly(connectionIds: string[]): void {
    this.#storage.sql.exec(
      "DELETE FROM watched_people WHERE connection_id NOT IN (SELECT value FROM json_each(?))",
      JSON.stringify(connectionIds),
    );
  }

  isWatched(userId: string): boolean {
    return (
      this.#storage.sql.exec("SELECT 1 FROM watched_people WHERE user_id = ? LIMIT 1", userId).toArray().length > 0
    );
  }

  /** Notes that a version of somebody is shown. @returns the sockets for which it is news. */
  show(userId: string, version: number): string[] {
    return this.#storage.sql
      .exec<{ connection_id: string }>(
        "UPDATE watched_people SET version = ?1 WHERE user_id = ?2 AND version < ?1 RETURNING connection_id",
        version,
        userId,
      )
      .toArray()
      .map((row) => row.connection_id);
  }

  /** Stops watching somebody. @returns the sockets that did. */
  drop(userId: string): string[] {
    return this.#storage.sql
      .exec<{ connection_id: string }>("DELETE FROM watched_people WHERE user_id = ? RETURNING connection_id", userId)
      .toArray()
      .map((row) => row.connection_id);
  }

  users(): string[] {
    return this.#storage.sql
      .exec<{ user_id: string }>("SELECT DISTINCT user_id FROM watched_people")
      .toArray()
      .map((row) => row.user_id);
  }
}
