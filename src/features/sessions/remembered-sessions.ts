import type { Claims } from "./access-token.ts";

const rememberedMs = 5_000;
const maxEntries = 10_000;

/**
 * What one isolate remembers of tokens and sessions, so that reads need neither a signature check nor a
 * call to the hub: a token's claims until it expires, and that a session lived for at most 5 s.
 */
export class RememberedSessions {
  readonly #claims = new Map<string, Claims>();
  readonly #sessions = new Map<string, { expiresAt: number; askedAt: number }>();

  claimsOf(token: string, now: number): Claims | undefined {
    const claims = this.#claims.get(token);
    if (!claims || claims.exp * 1000 > now) return claims;
    this.#claims.delete(token);
    return undefined;
  }

  rememberClaims(token: string, claims: Claims): void {
    makeRoom(this.#claims);
    this.#claims.set(token, claims);
  }

  /** When the session ends, if the hub said lately that it lives. */
  recall(sessionId: string, now: number): number | undefined {
    const known = this.#sessions.get(sessionId);
    // A clock that was set back must not make it remembered for longer.
    const isFresh = known && known.askedAt <= now && now - known.askedAt < rememberedMs;
    return isFresh && known.expiresAt > now ? known.expiresAt : undefined;
  }

  remember(sessionId: string, expiresAt: number, askedAt: number): void {
    makeRoom(this.#sessions);
    this.#sessions.set(sessionId, { expiresAt, askedAt });
  }

  forget(sessionId: string): void {
    this.#sessions.delete(sessionId);
  }

  /** After ending sessions by the handful it is cheaper to ask again for all than to know which. */
  forgetAll(): void {
    this.#sessions.clear();
  }
}

/** A map keeps the order of insertion, so its first key is its oldest. */
function makeRoom(map: Map<string, unknown>): void {
  if (map.size < maxEntries) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
