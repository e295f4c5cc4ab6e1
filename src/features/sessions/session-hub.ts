import type { Limit } from "../../platform/config/config.ts";
import type { Location } from "../../platform/http/request.ts";
import type { LimitState } from "../../platform/limits/sliding-window.ts";
import type { Device, RememberedDevice, Session, SessionStats } from "./contract.ts";

export type NewSession = {
  device: Device;
  /** The secret of a device token, where the caller sent one for this user. */
  deviceSecret?: string | undefined;
  /** Lets this device stand for the second factor for a month. */
  rememberDevice: boolean;
  ip: string;
  location: Location | null;
  ttlSeconds: number;
  /** Without use for so long it is over; 0 = never. */
  idleSeconds: number;
  /** How the user proved who they are (RFC 8176). */
  amr: string[];
  /** What the user may do at this moment. */
  grants: Grants;
};

export type OpenedSession = { session: Session; refreshSecret: string; deviceSecret: string };

export type SessionCheck =
  | { live: false }
  | {
      live: true;
      expiresAt: number;
      /** What the user may do now, where that has changed since tokens were issued. */
      permissions: string[] | null;
      /** The session has just been seen in use from two addresses in turn, and its owner has to be told. */
      isConcurrent: boolean;
    };

export type RefreshOutcome =
  | { ok: true; refreshSecret: string; expiresAt: number; authTime: number; amr: string[] }
  | { ok: false; reason: "over" | "reused" };

/** Leave to make so many calls of a kind, against a limit and the user's quotas (0 = none). */
export type Ask = { name: string; want: number; limit: Limit; quota: { day: number; month: number } };

/** What was granted, and how the limit stands. */
export type Admission = { state: LimitState; granted: number; quotaResetSeconds: number | null };

/** Whose call it is, from where, and the leave that it asks for. */
export type Pass = { sessionId: string; ip: string; ask: Ask };

/** Whether a session may act, and for how many calls. */
export type Passed = { check: SessionCheck; admission: Admission };

/** What became of a call that was checked and made in one step; without a pass it had been checked before. */
export type Performed<T> = { passed: Passed | null; result: T | null };

export type Extension = { ok: true; session: Session } | { ok: false; reason: "over" | "limit" };

/** One sign-in of the past, as far as it helps to judge the next. */
export type SignIn = {
  at: number;
  ip: string;
  country: string | null;
  latitude: number | null;
  longitude: number | null;
};

/** What a role change brings; a later version overrides an earlier one, in whatever order they come. */
export type Grants = { version: number; permissions: string[]; limitFactor: number };

/**
 * What sessions ask of a user's hub. The hub closes the sockets of a session in the same step in which
 * it ends it.
 */
export interface SessionHub {
  openSession(input: NewSession): Promise<OpenedSession>;
  checkSession(pass: Pass): Promise<Passed>;
  /** Notes that the owner was told of a session that is used at two addresses. */
  confirmConcurrentUse(sessionId: string): Promise<void>;
  isSessionLive(sessionId: string): Promise<boolean>;
  /** Counts a call that an API key of the user makes. */
  countKeyUse(keyId: string, ask: Ask): Promise<Admission>;
  refreshSession(sessionId: string, secret: string): Promise<RefreshOutcome>;
  /** Notes that the user has proved themselves once more. @returns whether the session lives. */
  reauthenticate(sessionId: string, amr: string[]): Promise<boolean>;
  /** The live sessions, newest first, from the one after `before`. */
  listSessions(currentId: string, page: { limit: number; before: string | undefined }): Promise<Session[]>;
  sessionStats(): Promise<SessionStats>;
  extendSession(sessionId: string): Promise<Extension>;
  /** @returns how many were ended. */
  endSessions(which: { only: string } | { except?: string; beganBefore?: number }): Promise<number>;
  /** The latest sign-ins, newest first. */
  signInHistory(): Promise<SignIn[]>;
  /** The device that a secret belongs to, and whether it stands for the second factor. */
  recogniseDevice(secret: string): Promise<{ id: string; isRemembered: boolean } | null>;
  listRememberedDevices(): Promise<RememberedDevice[]>;
  countRememberedDevices(): Promise<number>;
  /** @returns whether there was such a device. */
  forgetRememberedDevice(id: string): Promise<boolean>;
  forgetRememberedDevices(): Promise<void>;
  /** A role change takes effect with the next call of each session. */
  setGrants(grants: Grants): Promise<void>;
}
