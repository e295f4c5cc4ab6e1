import type { LimitState } from "../../platform/limits/sliding-window.ts";
import type { Claims } from "./access-token.ts";
import type { Pass } from "./session-hub.ts";

/** For so long what the hub said holds for reads, and so long calls may be made that it granted in advance. */
export const leaseMs = 5_000;
const maxEntries = 10_000;
const maxLease = 1_024;

/** What the hub said of a session. */
type Answer = { expiresAt: number; permissions: string[] | null; ip: string };

/** The hub's leave for so many calls, and how the limit stands after them. */
type Leave = { granted: number; state: LimitState };

type Remembered = Answer & {
  askedAt: number;
  /** How many calls were granted at once, and how many are left to be made. */
  lease: number;
  left: number;
  /** When the oldest of those that are left were granted. */
  leasedAt: number;
  state: LimitState | null;
  /** Somebody is asking for more already. */
  isAsking: boolean;
};

/**
 * What one isolate remembers of tokens and sessions, so that reads need neither a signature check nor a
 * call to the hub: a token's claims until it expires; and that a session lived, with leave for some more
 * calls of one kind, for at most 5 s. The leave was counted by the hub when it was given, for as long as it may be used.
 */
export class RememberedSessions {
  /** By the ends of their tokens: a map goes through the whole of what it is asked for. */
  readonly #claims = new Map<string, { token: string; claims: Claims }>();
  readonly #sessions = new Map<string, Remembered>();

  claimsOf(token: string, now: number): Claims | undefined {
    const known = this.#claims.get(endOf(token));
    if (known?.token !== token) return undefined;
    if (known.claims.exp * 1000 > now) return known.claims;
    this.#claims.delete(endOf(token));
    return undefined;
  }

  rememberClaims(token: string, claims: Claims): void {
    makeRoom(this.#claims);
    this.#claims.set(endOf(token), { token, claims });
  }

  /**
   * Takes one of the calls that were granted, if the hub said lately, of this address, that the session
   * lives. @returns what it said, and how the limit stands with the calls that are left.
   */
  take(sessionId: string, ip: string, now: number): (Answer & { state: LimitState }) | undefined {
    const known = this.#sessions.get(sessionId);
    if (!known?.state || known.ip !== ip || known.expiresAt <= now) return undefined;
    if (!isFresh(known.askedAt, now) || callsLeft(known, now) === 0) return undefined;
    // One asks for more while the others go on with what is left, so that they do not all ask at the end.
    if (isLow(known) && !known.isAsking) return undefined;
    known.left -= 1;
    const { expiresAt, permissions, state, left, askedAt } = known;
    const { limit, windowSeconds } = state;
    const remaining = state.remaining + left;
    const resetSeconds = Math.max(1, state.resetSeconds - Math.floor((now - askedAt) / 1000));
    return { expiresAt, permissions, ip, state: { ok: true, limit, windowSeconds, remaining, resetSeconds } };
  }

  /** A pass that asks for some more calls than the one under way. Where there is a quota, those that are granted and not made would use it up. */
  ahead(pass: Pass, now: number): Pass {
    const { limit, quota } = pass.ask;
    if (quota.day + quota.month > 0) return pass;
    return { ...pass, ask: { ...pass.ask, want: this.#wanted(pass.sessionId, now, limit.count) } };
  }

  /**
   * For how many calls to ask: few at first, more for who makes them fast, at most a tenth of the limit. Of many
   * that ask at once only one asks for more than itself: the others' leases would be left over.
   */
  #wanted(sessionId: string, now: number, limit: number): number {
    const known = this.#sessions.get(sessionId);
    if (!known) return 1;
    const isKnown = isFresh(known.askedAt, now);
    if (known.isAsking && isKnown) return 1;
    known.isAsking = true;
    const wasUsedUp = isKnown && (known.left === 0 || isLow(known));
    const wanted = wasUsedUp ? known.lease * 4 : known.lease - known.left;
    return Math.max(1, Math.min(wanted, maxLease, Math.floor(limit / 10)));
  }

  /**
   * Keeps what the hub said when it was asked; `leave` is that for calls, the one under way among them.
   *
   * @returns how many calls are left of what was granted.
   */
  remember(sessionId: string, { expiresAt, permissions, ip }: Answer, leave: Leave | null, askedAt: number): number {
    const known = this.#sessions.get(sessionId);
    const kept =
      known && isFresh(known.askedAt, askedAt) ? known : { lease: 1, left: 0, leasedAt: askedAt, state: null };
    const leftBefore = callsLeft(kept, askedAt);
    const left = leftBefore + Math.max(0, (leave?.granted ?? 0) - 1);
    if (!known) makeRoom(this.#sessions);
    this.#sessions.set(sessionId, {
      expiresAt,
      permissions,
      ip,
      askedAt,
      lease: leave && leave.granted > 1 ? leave.granted : kept.lease,
      left,
      leasedAt: leftBefore > 0 ? kept.leasedAt : askedAt,
      state: leave?.state ?? kept.state,
      isAsking: leave ? false : (known?.isAsking ?? false),
    });
    return left;
  }

  forget(sessionId: string): void {
    this.#sessions.delete(sessionId);
  }

  /** After ending sessions by the handful it is cheaper to ask again for all than to know which. */
  forgetAll(): void {
    this.#sessions.clear();
  }
}

/** Of the signature, so that no two tokens that are remembered have the same. */
function endOf(token: string): string {
  return token.slice(-32);
}

/** A clock that was set back must not make it remembered for longer. */
function isFresh(at: number, now: number): boolean {
  return at <= now && now - at < leaseMs;
}

function isLow({ left, lease }: Remembered): boolean {
  return lease >= 16 && left <= lease / 4;
}

function callsLeft({ left, leasedAt }: Pick<Remembered, "left" | "leasedAt">, now: number): number {
  return isFresh(leasedAt, now) ? left : 0;
}

/** A map keeps the order of insertion, so its first key is its oldest. */
function makeRoom(map: Map<string, unknown>): void {
  if (map.size < maxEntries) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
