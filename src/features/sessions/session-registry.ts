import { digest } from "../../platform/crypto/digest.ts";
import { newSecret } from "../../platform/crypto/random.ts";
import { newId } from "../../platform/ids/typeid.ts";
import { networkOf } from "../../platform/limits/address-limit.ts";
import type { Session } from "./contract.ts";
import type { Extension, NewSession, RefreshOutcome } from "./session-hub.ts";
import { RefreshTokens } from "./refresh-tokens.ts";
import { SessionAddresses } from "./session-addresses.ts";
import { isLive, renderSession, type SessionRow } from "./session-rows.ts";
import type { SessionTable } from "./session-table.ts";

/** Last activity is as exact as this, or as a part of the idle limit; a write for each call would cost more than it tells. */
const activityStepMs = 60_000;
const idleParts = 30;
/** Operators see activity too, though not to the minute. */
const shownStepMs = 3_600_000;
const maxSessions = 100;
const extensionMs = 24 * 3600 * 1000;
const maxLifeMs = 72 * 3600 * 1000;
const monthMs = 30 * 24 * 3600 * 1000;

type SessionUse = { expiresAt: number; isConcurrent: boolean; isNoted: boolean };

/**
 * The sessions of one user, in the storage of the user's hub: the one place that decides who is in.
 *
 * All of it is synchronous, so that no other request comes between a check and what follows from it.
 */
export class SessionRegistry {
  readonly #storage: DurableObjectStorage;
  readonly #table: SessionTable;
  readonly #refreshTokens: RefreshTokens;
  readonly #addresses: SessionAddresses;

  /** The tables are there already: {@link sessionSchema}. */
  constructor(storage: DurableObjectStorage, table: SessionTable) {
    this.#storage = storage;
    this.#table = table;
    this.#refreshTokens = new RefreshTokens(storage, table);
    this.#addresses = new SessionAddresses(table);
  }

  /** Opens a session. The one unused for longest gives way when there are too many. */
  open(input: NewSession, now: number): { session: Session; refreshSecret: string; evicted: string[] } {
    const id = newId("sess");
    const secret = newSecret();
    const { device, location } = input;
    return this.#storage.transactionSync(() => {
      this.#prune(now);
      const evicted = this.#excess(now);
      this.#table.write(
        `INSERT INTO sessions (id, refresh_digest, device_type, browser, os, device_name, ip, country, city, latitude,
           longitude, created_at, last_activity_at, expires_at, idle_ms, auth_time, amr, used_from)
           VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
        id,
        digest(secret),
        device.type,
        device.browser,
        device.os,
        device.name,
        input.ip,
        location?.country ?? null,
        location?.city ?? null,
        location?.latitude ?? null,
        location?.longitude ?? null,
        now,
        now,
        now + input.ttlSeconds * 1000,
        input.idleSeconds * 1000,
        now,
        JSON.stringify(input.amr),
        networkOf(input.ip),
      );
      return { session: this.get(id), refreshSecret: secret, evicted };
    });
  }

  /**
   * A live session that was used just now from an address: its end, whether it turns out to be used at two,
   * and whether its activity was noted.
   */
  use(id: string, ip: string, now: number, caller: { canTell: boolean }): SessionUse | undefined {
    const row = this.#table.live(id, now);
    if (!row) return undefined;
    const stepMs = row.idle_ms === 0 ? activityStepMs : Math.min(activityStepMs, row.idle_ms / idleParts);
    const isNoted = now - row.last_activity_at >= stepMs;
    if (isNoted) this.touch(id, now);
    return { expiresAt: row.expires_at, isConcurrent: this.#addresses.note(row, ip, now, caller), isNoted };
  }

  /** Notes that a session is in use, unless its time is over. */
  touch(id: string, now: number): void {
    this.#table.write(
      `UPDATE sessions SET last_activity_at = ?1, shown_at = CASE WHEN shown_at < ?2 THEN 0 ELSE shown_at END
         WHERE id = ?3 AND ended_at IS NULL AND expires_at > ?1`,
      now,
      now - shownStepMs,
      id,
    );
  }

  /** Notes that the owner was told that a session is used at two addresses. */
  setConcurrentUseTold(id: string, now: number): void {
    this.#addresses.setTold(id, now);
  }

  /** Has all sessions be over after so long without use, unless they are sooner anyway. */
  limitIdle(idleMs: number): void {
    this.#table.write(
      "UPDATE sessions SET idle_ms = ?1 WHERE ended_at IS NULL AND (idle_ms = 0 OR idle_ms > ?1)",
      idleMs,
    );
  }

  isLive(id: string, now: number): boolean {
    return this.#table.live(id, now) !== undefined;
  }

  /** Notes a fresh proof of who the user is. @returns whether the session lives. */
  reauthenticate(id: string, amr: string[], now: number): boolean {
    const row = this.#table.live(id, now);
    if (!row) return false;
    this.#table.write("UPDATE sessions SET auth_time = ?, amr = ? WHERE id = ?", now, JSON.stringify(amr), id);
    return true;
  }

  /** Gives a session a day more, up to three days after it began. */
  extend(id: string, now: number): Extension {
    const row = this.#table.live(id, now);
    if (!row) return { ok: false, reason: "over" };
    const expiresAt = row.expires_at + extensionMs;
    if (expiresAt > row.created_at + maxLifeMs) return { ok: false, reason: "limit" };
    this.#table.write("UPDATE sessions SET expires_at = ?, shown_at = 0 WHERE id = ?", expiresAt, id);
    return { ok: true, session: this.get(id) };
  }

  /**
   * When to look at a session with sockets again, in milliseconds since the epoch: when it would be over,
   * or, since a socket is use, well before it would count as idle; at once where it is over.
   *
   * @param notBefore not sooner than this, where it is for its sockets alone.
   */
  dueAt(id: string, now: number, notBefore: number): number {
    const row = this.#table.live(id, now);
    if (!row) return now;
    if (row.idle_ms === 0) return row.expires_at;
    const idleAt = row.last_activity_at + row.idle_ms;
    return Math.min(row.expires_at, idleAt, Math.max(idleAt - row.idle_ms / 2, notBefore));
  }

  /** Exchanges the secret of a refresh token for the next. */
  refresh(id: string, secret: string, now: number): RefreshOutcome {
    const row = this.#table.live(id, now);
    if (!row) return { ok: false, reason: "over" };
    const refreshSecret = this.#refreshTokens.exchange(row, secret, now);
    if (refreshSecret === undefined) return { ok: false, reason: "reused" };
    return { ok: true, refreshSecret, expiresAt: row.expires_at, authTime: row.auth_time, amr: JSON.parse(row.amr) };
  }

  /** Ends one session. @returns whether there was one to end. */
  end(id: string, now: number): boolean {
    const ending = `UPDATE sessions SET ended_at = ?, shown_at = 0 WHERE id = ? AND ${isLive}`;
    return this.#table.write(ending, now, id, now, now) > 0;
  }

  /** Whether a session was ended, rather than that its time ran out. */
  wasEnded(id: string): boolean {
    const ended = "SELECT 1 FROM sessions WHERE id = ? AND ended_at IS NOT NULL";
    return this.#storage.sql.exec(ended, id).toArray().length > 0;
  }

  /** The ids of the live sessions that began before a moment, except one. */
  liveIds(now: number, filter: { exceptId?: string | undefined; beganBefore?: number | undefined } = {}): string[] {
    return this.#storage.sql
      .exec<{ id: string }>(
        `SELECT id FROM sessions WHERE ${isLive} AND id <> ? AND created_at < ?`,
        now,
        now,
        filter.exceptId ?? "",
        filter.beganBefore ?? Number.MAX_SAFE_INTEGER,
      )
      .toArray()
      .map(({ id }) => id);
  }

  get(id: string, currentId: string = id): Session {
    return renderSession(
      this.#storage.sql.exec<SessionRow>("SELECT * FROM sessions WHERE id = ?", id).one(),
      currentId,
    );
  }

  /** Forgets sessions that were over a month ago. */
  #prune(now: number): void {
    this.#table.write("DELETE FROM sessions WHERE expires_at < ? AND shown_at > 0", now - monthMs);
    this.#refreshTokens.prune(now);
  }

  /** Those unused for longest, beyond what is kept beside one more. */
  #excess(now: number): string[] {
    return this.#storage.sql
      .exec<{ id: string }>(
        `SELECT id FROM sessions WHERE ${isLive} ORDER BY last_activity_at DESC LIMIT -1 OFFSET ?`,
        now,
        now,
        maxSessions - 1,
      )
      .toArray()
      .map(({ id }) => id);
  }
}
