import type { Context, MiddlewareHandler, Next } from "hono";
import { documented } from "../../platform/http/endpoint.ts";
import type { ProblemCode } from "../../platform/http/contract.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { tokenFromSubprotocol } from "../../platform/sockets/upgrade.ts";
import { authenticateKey, isApiKey } from "./authenticate-key.ts";
import { authenticateToken, type CallKind, recallReader } from "./authenticate-token.ts";
import type { CurrentSession, SessionsDeps } from "./deps.ts";
import { permits, type Permission, type Scope } from "./permissions.ts";

export type SessionEnv<Deps extends SessionsDeps> = {
  Variables: FeatureEnv<Deps>["Variables"] & { session: CurrentSession };
};

type Guard = MiddlewareHandler<SessionEnv<SessionsDeps>>;
type GuardContext = Context<SessionEnv<SessionsDeps>>;

const refusals: ProblemCode[] = [
  "UNAUTHENTICATED",
  "TOKEN_EXPIRED",
  "SESSION_EXPIRED",
  "FORBIDDEN",
  "RATE_LIMITED",
  "QUOTA_EXCEEDED",
];

/**
 * Lets only signed-in users through, and no API key. The token is checked locally. Whether its session
 * still lives the user's hub says: each time for what changes something, remembered for at most 5 s for
 * reads.
 *
 * @throws Problem `UNAUTHENTICATED`, `TOKEN_EXPIRED`, `SESSION_EXPIRED`, `FORBIDDEN`, `RATE_LIMITED`, `QUOTA_EXCEEDED`.
 */
export const requireSession: Guard = documented(
  async (c, next) => {
    await authenticate(c, bearerOf(c), kindOf(c), null);
    await next();
  },
  { signedIn: true, scope: null, problems: refusals },
);

/** The same, and lets API keys through that have the scope. */
export function requireScope(scope: Scope): Guard {
  const guard: Guard = (c, next) => {
    const [bearer, kind] = [bearerOf(c), kindOf(c)];
    const reader = bearer !== undefined && kind === "READ" ? recallReader(c, bearer) : undefined;
    if (!reader) return authenticateFirst(c, next, { bearer, kind, scope });
    admit(c, reader);
    return next();
  };
  return documented(guard, { signedIn: true, scope, problems: refusals });
}

async function authenticateFirst(
  c: GuardContext,
  next: Next,
  { bearer, kind, scope }: { bearer: string | undefined; kind: CallKind; scope: Scope },
): Promise<void> {
  await authenticate(c, bearer, kind, scope);
  await next();
}

/**
 * Lets through who holds all of these permissions: a session by its user's roles, an API key where it was
 * given them as well.
 *
 * @throws Problem `FORBIDDEN`, and what {@link requireSession} throws.
 */
export function requirePermissions(...wanted: Permission[]): Guard {
  const guard: Guard = async (c, next) => {
    await authenticate(c, bearerOf(c), kindOf(c), "any");
    const { permissions } = c.get("session");
    if (!wanted.every((one) => permits(permissions, one))) throw new Problem("FORBIDDEN");
    await next();
  };
  return documented(guard, { signedIn: true, permissions: wanted, problems: refusals });
}

/** For a WebSocket: browsers send the token as a subprotocol, and the hub is always asked. */
export const requireSocketSession: Guard = documented(
  async (c, next) => {
    await authenticate(c, tokenFromSubprotocol(c) ?? bearerOf(c), "CONNECT", null);
    await next();
  },
  { signedIn: true, scope: null, problems: [...refusals, "UPGRADE_REQUIRED", "ORIGIN_FORBIDDEN"] },
);

async function authenticate(
  c: GuardContext,
  bearer: string | undefined,
  kind: CallKind,
  scope: Scope | "any" | null,
): Promise<void> {
  if (bearer === undefined) throw new Problem("UNAUTHENTICATED", undefined, { headers: challenge });
  const session = isApiKey(bearer) ? await authenticateKey(c, bearer, kind) : await authenticateToken(c, bearer, kind);
  admit(c, session);
  if (session.scopes === null || scope === "any") return;
  if (scope === null) throw new Problem("FORBIDDEN", "An API key cannot do this; sign in.");
  if (!session.scopes.includes(scope)) throw new Problem("FORBIDDEN", `The API key lacks ${scope}.`);
}

function admit(c: GuardContext, session: CurrentSession): void {
  c.set("session", session);
  c.set("actorId", session.userId);
  c.set("credentialId", session.id);
}

const challenge = { "www-authenticate": "Bearer" };

function kindOf(c: GuardContext): CallKind {
  return c.req.method === "GET" || c.req.method === "HEAD" ? "READ" : "WRITE";
}

/** The token of `Authorization: Bearer …` (RFC 6750 §2.1). */
function bearerOf(c: Context): string | undefined {
  const header = c.req.header("authorization") ?? "";
  const at = header.indexOf(" ");
  const token = header.slice(at + 1);
  return header.slice(0, at).toLowerCase() === "bearer" && token !== "" && !token.includes(" ") ? token : undefined;
}
