import { createHmac } from "node:crypto";
import { digest, digestsEqual } from "../../platform/crypto/digest.ts";
import { newSecret } from "../../platform/crypto/random.ts";
import { migrate } from "../../platform/db/object-schema.ts";
import { newId } from "../../platform/ids/typeid.ts";
import type { Session } from "./contract.ts";
import type { NewSession, OpenedSession, RefreshOutcome, SessionCheck } from "./session-hub.ts";
import { renderSession, type SessionRow, sessionSchema } from "./session-rows.ts";

/** For so long a replaced refresh token still gives its successor: two tabs may race. */
const raceMs = 10_000;
/** Last activity is as exact as this; a write for each request would cost more than it tells. */
const activityStepMs = 60_000;
const maxSessions = 100;

/**
 * The sessions of one user, in the storage of the user's hub: the one place that decides who is in.
 *
 * All of it is synchronous, so that no other request comes between a check and what follows from it.
 */
export class SessionRegistry {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    migrate(storage, "sessions", sessionSchema);
  }

  open(input: NewSession, now: number): OpenedSession & { evicted: string[] } {
    const id = newId("sess");
    const secret = newSecret();
    const { device } = input;
    return this.#storage.transactionSync(() => {
      const known = this.#recogniseDevice(input.deviceSecret, now);
      const evicted = this.#makeRoom(now);
      this.#storage.sql.exec(
        `INSERT INTO sessions (id, refresh_digest, device_type, browser, os, device_name, ip, country, city,
           created_at, last_activity_at, expires_at, auth_time, amr) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
        id,
        digest(secret),
        device.type,
        device.browser,
        device.os,
        device.name,
        input.ip,
        input.location?.country ?? null,
        input.location?.city ?? null,
        now,
        now,
        now + input.ttlSeconds * 1000,
        now,
        JSON.stringify(input.amr),
      );
      return { session: this.#get(id, id), refreshSecret: secret, deviceSecret: known, evicted };
    });
  }

  /** Whether a session may act, and until when. Notes that it did. */
  check(id: string, now: number): SessionCheck {
    const row = this.#liveRow(id, now);
    if (!row) return { live: false };
    if (now - row.last_activity_at >= activityStepMs) {
      this.#storage.sql.exec("UPDATE sessions SET last_activity_at = ? WHERE id = ?", now, id);
    }
    return { live: true, expiresAt: row.expires_at, authTime: row.auth_time, amr: JSON.parse(row.amr) };
  }

  /** When a session ends, in milliseconds since the epoch; nothing where it is over. Asking is no activity. */
  expiryOf(id: string, now: number): number | undefined {
    return this.#liveRow(id, now)?.expires_at;
  }

  /**
   * Replaces a refresh token. The successor is made from the token that is given and a stored salt, so
   * the same token gives the same successor while two tabs may race, and storage alone gives neither.
   * Any other token of the session was replaced long ago: whoever has it stole it, or was stolen from.
   */
  refresh(id: string, secret: string, now: number): RefreshOutcome {
    const row = this.#liveRow(id, now);
    if (!row) return { ok: false, reason: "over" };
    const given = digest(secret);
    if (digestsEqual(given, row.refresh_digest)) return this.#rotate(row, secret, now);
    const replaced = this.#storage.sql
      .exec<{ salt: string }>(
        "SELECT salt FROM replaced_refresh_tokens WHERE session_id = ? AND digest = ? AND replaced_at >= ?",
        id,
        given,
        now - raceMs,
      )
      .toArray()[0];
    if (!replaced) return { ok: false, reason: "reused" };
    return {
      ok: true,
      refreshSecret: successorOf(secret, replaced.salt),
      expiresAt: row.expires_at,
      authTime: row.auth_time,
      amr: JSON.parse(row.amr),
    };
  }

  list(now: number, currentId: string, { limit, before }: { limit: number; before: string | undefined }): Session[] {
    return this.#storage.sql
      .exec<SessionRow>(
        "SELECT * FROM sessions WHERE ended_at IS NULL AND expires_at > ?1 AND (?2 IS NULL OR id < ?2) ORDER BY id DESC LIMIT ?3",
        now,
        before ?? null,
        limit,
      )
      .toArray()
      .map((row) => renderSession(row, currentId));
  }

  /** Ends one session. @returns whether there was one to end. */
  end(id: string, now: number): boolean {
    const { rowsWritten } = this.#storage.sql.exec(
      "UPDATE sessions SET ended_at = ? WHERE id = ? AND ended_at IS NULL AND expires_at > ?",
      now,
      id,
      now,
    );
    return rowsWritten > 0;
  }

  /** The ids of the live sessions that began before a moment, except one. */
  liveIds(now: number, filter: { exceptId?: string | undefined; beganBefore?: number | undefined } = {}): string[] {
    return this.#storage.sql
      .exec<{ id: string }>(
        "SELECT id FROM sessions WHERE ended_at IS NULL AND expires_at > ? AND id <> ? AND created_at < ?",
        now,
        filter.exceptId ?? "",
        filter.beganBefore ?? Number.MAX_SAFE_INTEGER,
      )
      .toArray()
      .map(({ id }) => id);
  }

  /** Forgets sessions that were over a month ago. */
  prune(now: number): void {
    const before = now - 30 * 24 * 3600 * 1000;
    this.#storage.sql.exec("DELETE FROM sessions WHERE expires_at < ?", before);
    this.#storage.sql.exec("DELETE FROM replaced_refresh_tokens WHERE replaced_at < ?", now - raceMs);
  }

  #rotate(row: SessionRow, secret: string, now: number): RefreshOutcome {
    const salt = newSecret();
    const successor = successorOf(secret, salt);
    this.#storage.transactionSync(() => {
      const { sql } = this.#storage;
      sql.exec(
        "UPDATE sessions SET refresh_digest = ?, last_activity_at = ? WHERE id = ?",
        digest(successor),
        now,
        row.id,
      );
      sql.exec("DELETE FROM replaced_refresh_tokens WHERE replaced_at < ?", now - raceMs);
      sql.exec(
        "INSERT INTO replaced_refresh_tokens (session_id, digest, salt, replaced_at) VALUES (?,?,?,?)",
        row.id,
        row.refresh_digest,
        salt,
        now,
      );
    });
    return {
      ok: true,
      refreshSecret: successor,
      expiresAt: row.expires_at,
      authTime: row.auth_time,
      amr: JSON.parse(row.amr),
    };
  }

  /** The secret of the device that signs in: its own where it is known, a new one otherwise. */
  #recogniseDevice(secret: string | undefined, now: number): string {
    const { sql } = this.#storage;
    if (
      secret !== undefined &&
      sql.exec("UPDATE devices SET last_seen_at = ? WHERE digest = ?", now, digest(secret)).rowsWritten > 0
    )
      return secret;
    const fresh = newSecret();
    sql.exec(
      "INSERT INTO devices (id, digest, created_at, last_seen_at) VALUES (?,?,?,?)",
      newId("dev"),
      digest(fresh),
      now,
      now,
    );
    sql.exec("DELETE FROM devices WHERE id NOT IN (SELECT id FROM devices ORDER BY last_seen_at DESC LIMIT 100)");
    return fresh;
  }

  /** Keeps the number of live sessions bounded: the one unused for longest gives way. */
  #makeRoom(now: number): string[] {
    this.prune(now);
    const rows = this.#storage.sql
      .exec<{ id: string }>(
        "SELECT id FROM sessions WHERE ended_at IS NULL AND expires_at > ? ORDER BY last_activity_at DESC LIMIT -1 OFFSET ?",
        now,
        maxSessions - 1,
      )
      .toArray();
    return rows.map(({ id }) => id);
  }

  #liveRow(id: string, now: number): SessionRow | undefined {
    return this.#storage.sql
      .exec<SessionRow>("SELECT * FROM sessions WHERE id = ? AND ended_at IS NULL AND expires_at > ?", id, now)
      .toArray()[0];
  }

  #get(id: string, currentId: string): Session {
    return renderSession(
      this.#storage.sql.exec<SessionRow>("SELECT * FROM sessions WHERE id = ?", id).one(),
      currentId,
    );
  }
}

function successorOf(secret: string, salt: string): string {
  return createHmac("sha256", secret).update(salt).digest("base64url");
}
