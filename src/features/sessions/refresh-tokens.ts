import { createHmac } from "node:crypto";
import { digest, digestsEqual } from "../../platform/crypto/digest.ts";
import { newSecret } from "../../platform/crypto/random.ts";
import type { SessionRow } from "./session-rows.ts";
import type { SessionTable } from "./session-table.ts";

/** For so long a replaced refresh token still gives its successor: two tabs may race. */
const raceMs = 10_000;

/** The refresh tokens of one user's sessions, in the storage of the user's hub: each is good once. */
export class RefreshTokens {
  readonly #storage: DurableObjectStorage;
  readonly #table: SessionTable;

  constructor(storage: DurableObjectStorage, table: SessionTable) {
    this.#storage = storage;
    this.#table = table;
  }

  /**
   * Replaces a refresh token. The successor is made from the token that is given and a stored salt, so
   * the same token gives the same successor while two tabs may race, and storage alone gives neither.
   *
   * @returns nothing for any other token of the session: it was replaced long ago, and whoever has it
   * stole it, or was stolen from.
   */
  exchange(row: SessionRow, secret: string, now: number): string | undefined {
    const given = digest(secret);
    if (digestsEqual(given, row.refresh_digest)) return this.#rotate(row, secret, now);
    const [replaced] = this.#storage.sql
      .exec<{ salt: string }>(
        "SELECT salt FROM replaced_refresh_tokens WHERE session_id = ? AND digest = ? AND replaced_at >= ?",
        row.id,
        given,
        now - raceMs,
      )
      .toArray();
    return replaced && successorOf(secret, replaced.salt);
  }

  prune(now: number): void {
    this.#storage.sql.exec("DELETE FROM replaced_refresh_tokens WHERE replaced_at < ?", now - raceMs);
  }

  #rotate(row: SessionRow, secret: string, now: number): string {
    const salt = newSecret();
    const successor = successorOf(secret, salt);
    this.#storage.transactionSync(() => {
      this.#table.write(
        "UPDATE sessions SET refresh_digest = ?, last_activity_at = ? WHERE id = ?",
        digest(successor),
        now,
        row.id,
      );
      this.prune(now);
      this.#storage.sql.exec(
        "INSERT INTO replaced_refresh_tokens (session_id, digest, salt, replaced_at) VALUES (?,?,?,?)",
        row.id,
        row.refresh_digest,
        salt,
        now,
      );
    });
    return successor;
  }
}

function successorOf(secret: string, salt: string): string {
  return createHmac("sha256", secret).update(salt).digest("base64url");
}
