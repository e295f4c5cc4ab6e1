import type { Keyring } from "../../platform/crypto/keyring.ts";
import { digest } from "../../platform/crypto/digest.ts";
import { migrate } from "../../platform/db/object-schema.ts";
import { firstIdAt, newId } from "../../platform/ids/typeid.ts";
import type { NewPushSubscription, PushSubscriptionSummary } from "./contract.ts";

const schema = [
  `
    CREATE TABLE push_subscriptions (
      id TEXT PRIMARY KEY, endpoint_digest TEXT NOT NULL UNIQUE, sealed TEXT NOT NULL, created_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
  `,
  // The session that subscribed last; empty for those from before that was kept.
  "ALTER TABLE push_subscriptions ADD COLUMN session_id TEXT NOT NULL DEFAULT ''",
];

/** So many browsers a user may have; past that the one that came first makes room. */
const maxSubscriptions = 20;

/** Where one browser is pushed to, and the keys that what is pushed is encrypted for. */
export type StoredSubscription = { id: string } & Target;

type Target = Pick<NewPushSubscription, "endpoint" | "keys">;
type Row = { id: string; sealed: string; created_at: number };

/**
 * The browsers of one user that are pushed to, in the storage of the user's hub. Whoever knows an endpoint and its
 * keys can push to it as we do, so they are kept sealed.
 */
export class PushSubscriptions {
  readonly #storage: DurableObjectStorage;
  readonly #keyring: Keyring;
  readonly #purpose: string;

  constructor(storage: DurableObjectStorage, keyring: Keyring, userId: string) {
    this.#storage = storage;
    this.#keyring = keyring;
    this.#purpose = `push:${userId}`;
    migrate(storage, "push-subscriptions", schema);
  }

  /** The same endpoint is one subscription: what was given last holds, and of the session that gave it. */
  add(
    sessionId: string,
    { endpoint, keys }: NewPushSubscription,
    now: number,
  ): { subscription: PushSubscriptionSummary; isNew: boolean } {
    return this.#storage.transactionSync(() => {
      const { sql } = this.#storage;
      const sealed = this.#keyring.seal(this.#purpose, JSON.stringify({ endpoint, keys }));
      const id = newId("push");
      const row = sql
        .exec<Row>(
          `INSERT INTO push_subscriptions (id, endpoint_digest, sealed, created_at, session_id) VALUES (?,?,?,?,?)
             ON CONFLICT (endpoint_digest) DO UPDATE SET sealed = excluded.sealed, session_id = excluded.session_id
             RETURNING *`,
          id,
          digest(endpoint),
          sealed,
          now,
          sessionId,
        )
        .one();
      sql.exec(
        "DELETE FROM push_subscriptions WHERE id IN (SELECT id FROM push_subscriptions ORDER BY id DESC LIMIT -1 OFFSET ?)",
        maxSubscriptions,
      );
      return { subscription: render(row, { endpoint, keys }), isNew: row.id === id };
    });
  }

  /** The newest first. */
  list(): PushSubscriptionSummary[] {
    return this.#read("SELECT * FROM push_subscriptions ORDER BY id DESC").map(({ row, target }) =>
      render(row, target),
    );
  }

  ids(): string[] {
    return this.#storage.sql
      .exec<{ id: string }>("SELECT id FROM push_subscriptions ORDER BY id")
      .toArray()
      .map(({ id }) => id);
  }

  find(id: string): StoredSubscription | undefined {
    return this.#read("SELECT * FROM push_subscriptions WHERE id = ?", id).map(({ target }) => target)[0];
  }

  /** @returns whether there was such a one. */
  remove(id: string): boolean {
    return this.#storage.sql.exec("DELETE FROM push_subscriptions WHERE id = ?", id).rowsWritten > 0;
  }

  removeOf(sessionId: string): void {
    this.#storage.sql.exec("DELETE FROM push_subscriptions WHERE session_id = ?", sessionId);
  }

  /** Those of all sessions, also of such as are over already, or of all that began before a moment; but for one. */
  removeOfAll({ except = "", beganBefore }: { except?: string; beganBefore?: number }): void {
    // Ids of sessions sort by when they began, and none sorts behind this.
    const before = beganBefore === undefined ? "sess_~" : firstIdAt("sess", beganBefore);
    this.#storage.sql.exec(
      "DELETE FROM push_subscriptions WHERE session_id < ? AND (session_id = '' OR session_id <> ?)",
      before,
      except,
    );
  }

  /** One whose key the service has dropped is as good as none. */
  #read(sql: string, ...values: string[]): { row: Row; target: StoredSubscription }[] {
    const rows = this.#storage.sql.exec<Row>(sql, ...values).toArray();
    return rows.flatMap((row) => {
      try {
        const opened: Target = JSON.parse(this.#keyring.open(this.#purpose, row.sealed));
        return [{ row, target: { id: row.id, ...opened } }];
      } catch {
        return [];
      }
    });
  }
}

function render({ id, created_at }: Row, { endpoint }: Target): PushSubscriptionSummary {
  return { id, endpoint, createdAt: new Date(created_at).toISOString() };
}
