import type { Limit } from "../../platform/config/config.ts";
import type { LimitState } from "../../platform/limits/sliding-window.ts";
import type { Device, Session } from "./contract.ts";

export type NewSession = {
  device: Device;
  /** The secret of a device token, where the caller sent one for this user. */
  deviceSecret?: string | undefined;
  ip: string;
  location: { country: string | null; city: string | null } | null;
  ttlSeconds: number;
  /** How the user proved who they are (RFC 8176). */
  amr: string[];
};

export type OpenedSession = { session: Session; refreshSecret: string; deviceSecret: string };

type Liveness = { expiresAt: number; authTime: number; amr: string[] };

export type SessionCheck = { live: false } | ({ live: true } & Liveness);

export type RefreshOutcome =
  | ({ ok: true; refreshSecret: string } & Liveness)
  | { ok: false; reason: "over" | "reused" };

/** A limit to count one more of, in the same call. */
export type Counted = { name: string; limit: Limit };

/**
 * What sessions ask of a user's hub. The hub closes the sockets of a session in the same step in which
 * it ends it.
 */
export interface SessionHub {
  openSession(input: NewSession): Promise<OpenedSession>;
  /** Whether the session may act; for a write, also counts it against the user's limit. */
  checkSession(sessionId: string, counted: Counted | null): Promise<{ check: SessionCheck; limit: LimitState | null }>;
  refreshSession(sessionId: string, secret: string): Promise<RefreshOutcome>;
  /** The live sessions, newest first, from the one after `before`. */
  listSessions(currentId: string, page: { limit: number; before: string | undefined }): Promise<Session[]>;
  /** @returns how many were ended. */
  endSessions(which: { only: string } | { except?: string; beganBefore?: number }): Promise<number>;
}
