import type { Context } from "hono";
import { commit } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { Problem } from "../../platform/http/problem.ts";
import { clientAddress } from "../../platform/http/request.ts";
import { enforceLimit } from "../../platform/limits/address-limit.ts";
import { type Claims, verifyAccessToken } from "./access-token.ts";
import type { CurrentSession, SessionsDeps } from "./deps.ts";
import { concurrentUseSeen } from "./events.ts";
import type { SessionEnv } from "./guard.ts";
import type { Admission, Pass, Passed } from "./session-hub.ts";

/** What a call is to a user's limits. */
export type CallKind = "READ" | "WRITE" | "CONNECT";

type GuardContext = Context<SessionEnv<SessionsDeps>>;

/** Who an access token acts for, if its session lives. */
export async function authenticateToken(c: GuardContext, token: string, kind: CallKind): Promise<CurrentSession> {
  const claims = await identify(c, token);
  return sessionOf(claims, (kind === "READ" && takeRead(c, claims)) || (await askHub(c, claims, kind)));
}

/** Whose token it is; whether its session lives is not yet known. */
export async function identify(c: GuardContext, token: string): Promise<Claims> {
  const deps = c.get("deps");
  const claims = deps.rememberedSessions.claimsOf(token, deps.now()) ?? (await verify(deps, token));
  // Whoever is refused from here on is known, to the audit log too.
  c.set("actorId", claims.sub);
  c.set("credentialId", claims.sid);
  return claims;
}

/**
 * The same for a read whose token and session are remembered, without anything to wait for: most reads
 * are such, and each promise would cost them.
 */
export function recallReader(c: GuardContext, token: string): CurrentSession | undefined {
  const deps = c.get("deps");
  const claims = deps.rememberedSessions.claimsOf(token, deps.now());
  const taken = claims && takeRead(c, claims);
  return taken && sessionOf(claims, taken);
}

async function verify(deps: SessionsDeps, token: string): Promise<Claims> {
  const claims = await verifyAccessToken(deps, token);
  deps.rememberedSessions.rememberClaims(token, claims);
  return claims;
}

export function sessionOf(
  claims: Claims,
  { expiresAt, permissions }: { expiresAt: number; permissions: string[] | null },
): CurrentSession {
  return {
    id: claims.sid,
    userId: claims.sub,
    permissions: permissions ?? claims.perms,
    scopes: null,
    amr: claims.amr,
    authTime: claims.auth_time * 1000,
    expiresAt,
  };
}

/** Makes one of the reads that the hub has granted before. */
function takeRead(c: GuardContext, claims: Claims) {
  const deps = c.get("deps");
  const taken = deps.rememberedSessions.take(claims.sid, clientAddress(c), deps.now());
  if (taken) enforceLimit(c, "READ", taken.state);
  return taken;
}

/** Asks whether the session lives, and for leave to call: for one call, or for as many reads as it makes just now. */
export async function askHub(c: GuardContext, claims: Claims, kind: CallKind) {
  const askedAt = c.get("deps").now();
  const pass = passOf(c, claims, kind);
  const passed = await c.get("deps").sessionHubOf(claims.sub).checkSession(pass);
  return takePassed(c, { claims, kind, askedAt }, passed);
}

/** What the hub has to know to let a call pass. */
export function passOf(c: GuardContext, { sid }: Claims, kind: CallKind): Pass {
  const deps = c.get("deps");
  const { config, rememberedSessions } = deps;
  const quota = { day: config.QUOTA_DAY, month: config.QUOTA_MONTH };
  const ask = { name: kind, want: 1, limit: config[`LIMIT_${kind}`], quota };
  const pass = { sessionId: sid, ip: clientAddress(c), ask };
  return kind === "READ" ? rememberedSessions.ahead(pass, deps.now()) : pass;
}

/** Takes in what the hub said of a call. */
export async function takePassed(
  c: GuardContext,
  { claims, kind, askedAt }: { claims: Claims; kind: CallKind; askedAt: number },
  { check, admission }: Passed,
) {
  const deps = c.get("deps");
  const { rememberedSessions } = deps;
  const ip = clientAddress(c);
  if (!check.live) {
    rememberedSessions.forget(claims.sid);
    throw new Problem("SESSION_EXPIRED");
  }
  if (check.isConcurrent) await tellOfConcurrentUse(deps, { userId: claims.sub, sessionId: claims.sid, ip });
  const left = rememberedSessions.remember(claims.sid, { ...check, ip }, kind === "READ" ? admission : null, askedAt);
  if (kind !== "READ") enforceAdmission(c, kind, admission);
  // Of reads at once, one that was refused may find leave that another got.
  else if (admission.granted > 0 || !takeRead(c, claims)) enforceAdmission(c, kind, admission, left);
  return check;
}

/** Until it is confirmed the hub says it again, so a failure need not be the caller's. */
async function tellOfConcurrentUse(deps: SessionsDeps, use: { userId: string; sessionId: string; ip: string }) {
  try {
    await commit(deps, [recordEvent(deps, concurrentUseSeen, use)]);
    await deps.sessionHubOf(use.userId).confirmConcurrentUse(use.sessionId);
  } catch (error) {
    deps.log.error("concurrent use could not be told", error, { sessionId: use.sessionId });
  }
}

/**
 * Tells the caller how the limit stands; what was granted ahead is left to them, too.
 *
 * @throws Problem `RATE_LIMITED`, `QUOTA_EXCEEDED`.
 */
export function enforceAdmission(
  c: GuardContext,
  kind: CallKind | "API_KEY",
  admission: Admission,
  grantedAhead = 0,
): void {
  if (admission.quotaResetSeconds !== null) {
    const headers = { "retry-after": String(admission.quotaResetSeconds) };
    throw new Problem("QUOTA_EXCEEDED", "The quota of calls is used up.", { headers });
  }
  const { state } = admission;
  enforceLimit(c, kind, { ...state, remaining: state.remaining + grantedAhead });
}
