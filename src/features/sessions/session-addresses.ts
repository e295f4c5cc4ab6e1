import { networkOf } from "../../platform/limits/address-limit.ts";
import type { SessionRow } from "./session-rows.ts";
import type { SessionTable } from "./session-table.ts";

/** A session that goes from one address to another and back within this is in use at both. */
const alternationMs = 5 * 60_000;
const newsMs = 3_600_000;
/** Who was to tell of it may have died; then it is told when it is seen again. */
const retellMs = 30_000;

/**
 * From where a user's sessions are used, in the storage of the user's hub: a whole network of IPv6 is one
 * place, since devices change their addresses in it all the time.
 */
export class SessionAddresses {
  readonly #table: SessionTable;

  constructor(table: SessionTable) {
    this.#table = table;
  }

  /**
   * Notes that a session is used from an address. @returns whether that is to be told: at two in turn, for the first
   * time in an hour. It waits for the next call where this one's caller cannot tell it.
   */
  note(row: SessionRow, ip: string, now: number, { canTell }: { canTell: boolean }): boolean {
    const network = networkOf(ip);
    const isMoved = row.used_from !== network;
    const isBack = isMoved && row.used_before_from === network && now - row.moved_at < alternationMs;
    const seenAt = isBack ? now : (row.concurrent_at ?? 0);
    const isNews = canTell && now - seenAt < alternationMs && now - row.concurrent_told_at > newsMs;
    if (!isMoved && !isNews) return false;
    this.#table.write(
      `UPDATE sessions SET used_from = ?, used_before_from = ?, moved_at = ?, concurrent_at = ?, concurrent_told_at = ?
         WHERE id = ?`,
      network,
      isMoved ? row.used_from : row.used_before_from,
      isMoved ? now : row.moved_at,
      isBack ? now : row.concurrent_at,
      isNews ? now - newsMs + retellMs : row.concurrent_told_at,
      row.id,
    );
    return isNews;
  }

  setTold(sessionId: string, now: number): void {
    this.#table.write("UPDATE sessions SET concurrent_told_at = ? WHERE id = ?", now, sessionId);
  }
}
