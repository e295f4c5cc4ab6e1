import type { Context, MiddlewareHandler } from "hono";
import { documented } from "../../platform/http/endpoint.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { FeatureEnv, RequestDeps } from "../../platform/http/request.ts";
import { enforceLimit, type LimitName } from "../../platform/limits/address-limit.ts";
import { tokenFromSubprotocol } from "../../platform/sockets/upgrade.ts";
import { type AccessTokenDeps, type Claims, verifyAccessToken } from "./access-token.ts";
import type { RememberedSessions } from "./remembered-sessions.ts";
import type { SessionHub } from "./session-hub.ts";

export interface SessionsDeps extends RequestDeps, AccessTokenDeps {
  rememberedSessions: RememberedSessions;
  /** The hub of one user. */
  sessionHubOf(userId: string): SessionHub;
}

/** Who is asking: what a handler behind {@link requireSession} may rely on. */
export type CurrentSession = { id: string; userId: string; permissions: string[]; authTime: number; expiresAt: number };

export type SessionEnv<Deps extends SessionsDeps> = {
  Variables: FeatureEnv<Deps>["Variables"] & { session: CurrentSession };
};

/**
 * Lets only signed-in users through. The token is checked locally. Whether its session still lives the
 * user's hub says: each time for what changes something, remembered for at most 5 s for reads.
 *
 * @throws Problem `UNAUTHENTICATED`, `TOKEN_EXPIRED`, `SESSION_EXPIRED`, `RATE_LIMITED`.
 */
export const requireSession: MiddlewareHandler<SessionEnv<SessionsDeps>> = documented(
  async (c, next) => {
    const isRead = c.req.method === "GET" || c.req.method === "HEAD";
    await authenticate(c, bearerOf(c), isRead ? "read" : "WRITE");
    await next();
  },
  { signedIn: true, problems: ["UNAUTHENTICATED", "TOKEN_EXPIRED", "SESSION_EXPIRED", "RATE_LIMITED"] },
);

/** The same for a WebSocket: browsers send the token as a subprotocol, and the hub is always asked. */
export const requireSocketSession: MiddlewareHandler<SessionEnv<SessionsDeps>> = documented(
  async (c, next) => {
    await authenticate(c, tokenFromSubprotocol(c) ?? bearerOf(c), "CONNECT");
    await next();
  },
  {
    signedIn: true,
    problems: [
      "UNAUTHENTICATED",
      "TOKEN_EXPIRED",
      "SESSION_EXPIRED",
      "RATE_LIMITED",
      "UPGRADE_REQUIRED",
      "ORIGIN_FORBIDDEN",
    ],
  },
);

async function authenticate(
  c: Context<SessionEnv<SessionsDeps>>,
  token: string | undefined,
  kind: "read" | LimitName,
): Promise<void> {
  const { deps } = c.var;
  const claims = token === undefined ? undefined : await claimsOf(deps, token);
  if (!claims) throw new Problem("UNAUTHENTICATED", undefined, { headers: { "www-authenticate": "Bearer" } });
  const remembered = kind === "read" ? deps.rememberedSessions.recall(claims.sid, deps.now()) : undefined;
  const expiresAt = remembered ?? (await askHub(c, claims, kind));
  c.set("actorId", claims.sub);
  c.set("session", {
    id: claims.sid,
    userId: claims.sub,
    permissions: claims.perms,
    authTime: claims.auth_time * 1000,
    expiresAt,
  });
}

async function claimsOf(deps: SessionsDeps, token: string): Promise<Claims> {
  const known = deps.rememberedSessions.claimsOf(token, deps.now());
  if (known) return known;
  const claims = await verifyAccessToken(deps, token);
  deps.rememberedSessions.rememberClaims(token, claims);
  return claims;
}

async function askHub(c: Context<SessionEnv<SessionsDeps>>, claims: Claims, kind: "read" | LimitName): Promise<number> {
  const { deps } = c.var;
  const counted = kind === "read" ? null : { name: kind, limit: deps.config[`LIMIT_${kind}`] };
  const { check, limit } = await deps.sessionHubOf(claims.sub).checkSession(claims.sid, counted);
  if (!check.live) {
    deps.rememberedSessions.forget(claims.sid);
    throw new Problem("SESSION_EXPIRED");
  }
  deps.rememberedSessions.remember(claims.sid, check.expiresAt, deps.now());
  if (limit && kind !== "read") enforceLimit(c, kind, limit);
  return check.expiresAt;
}

/** The token of `Authorization: Bearer …` (RFC 6750 §2.1). */
function bearerOf(c: Context): string | undefined {
  const [scheme = "", token, ...rest] = (c.req.header("authorization") ?? "").split(" ");
  return scheme.toLowerCase() === "bearer" && rest.length === 0 ? token : undefined;
}
