import type { Context, MiddlewareHandler, Next } from "hono";
import { documented } from "../../platform/http/endpoint.ts";
import type { ProblemCode } from "../../platform/http/contract.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { tokenFromSubprotocol } from "../../platform/sockets/upgrade.ts";
import type { Claims } from "./access-token.ts";
import { authenticateKey, isApiKey } from "./authenticate-key.ts";
import {
  askHub,
  authenticateToken,
  type CallKind,
  identify,
  passOf,
  recallReader,
  sessionOf,
  takePassed,
} from "./authenticate-token.ts";
import type { CurrentSession, SessionsDeps } from "./deps.ts";
import type { Permission, Scope } from "./contract.ts";
import { permits } from "./permissions.ts";
import type { Pass, Performed } from "./session-hub.ts";

export type SessionEnv<Deps extends SessionsDeps> = {
  Variables: FeatureEnv<Deps>["Variables"] & {
    session: CurrentSession;
    /** A caller of whom the hub has not been asked yet. */
    unasked?: Unasked | undefined;
  };
};

type Unasked = { claims: Claims; kind: CallKind };

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

/** The same, and lets API keys through that have the scope, or one of several. */
export function requireScope(...scopes: [Scope, ...Scope[]]): Guard {
  const guard: Guard = (c, next) => {
    const [bearer, kind] = [bearerOf(c), kindOf(c)];
    const reader = bearer !== undefined && kind === "READ" ? recallReader(c, bearer) : undefined;
    if (!reader) return authenticateFirst(c, next, { bearer, kind, scopes });
    admit(c, reader);
    return next();
  };
  const [scope, ...others] = scopes;
  return documented(guard, { signedIn: true, scope: others.length > 0 ? scopes : scope, problems: refusals });
}

/**
 * The same for what the caller's hub alone does: it checks the session in the step in which it does the work,
 * so that one call is enough. The handler has it done by {@link perform}; where it does not come to that, as
 * with a request that does not fit, the hub is asked all the same.
 */
export function requireScopeAtHub(scope: Scope): Guard {
  const guard: Guard = (c, next) => askLater(c, next, { bearer: bearerOf(c), kind: kindOf(c), scopes: [scope] });
  return documented(guard, { signedIn: true, scope, problems: refusals });
}

/**
 * Has the caller's hub do something, behind {@link requireScopeAtHub}.
 *
 * @throws Problem as the guard does.
 */
export async function perform<T>(c: Context, work: (pass: Pass | null) => Promise<Performed<T>>): Promise<T> {
  // Contexts of routes are too different for one type.
  const guarded: GuardContext = c;
  const caller = guarded.get("unasked");
  guarded.set("unasked", undefined);
  const askedAt = guarded.get("deps").now();
  const { passed, result } = await work(caller ? passOf(guarded, caller.claims, caller.kind) : null);
  if (caller && passed) await takePassed(guarded, { ...caller, askedAt }, passed);
  if (result === null) throw new Error("a hub did nothing for a caller who may");
  return result;
}

type Call = { bearer: string | undefined; kind: CallKind; scopes: Scope[] | null };

async function authenticateFirst(c: GuardContext, next: Next, { bearer, kind, scopes }: Call): Promise<void> {
  await authenticate(c, bearer, kind, scopes);
  await next();
}

/** Leaves it to the handler to have the hub asked; one that does not come to that has it asked behind it. */
async function askLater(c: GuardContext, next: Next, call: Call): Promise<void> {
  const { bearer, kind } = call;
  if (bearer === undefined || isApiKey(bearer)) return authenticateFirst(c, next, call);
  const claims = await identify(c, bearer);
  c.set("session", sessionOf(claims, { expiresAt: claims.exp * 1000, permissions: null }));
  c.set("unasked", { claims, kind });
  await next();
  if (c.get("unasked")) await askHub(c, claims, kind);
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

/**
 * For a WebSocket: browsers send the token as a subprotocol. The object that takes the socket in asks the hub, see
 * `openLive`; where it does not come to that, the hub is asked all the same.
 */
export const requireSocketSession: Guard = documented(
  (c, next) => askLater(c, next, { bearer: tokenFromSubprotocol(c) ?? bearerOf(c), kind: "CONNECT", scopes: null }),
  { signedIn: true, scope: null, problems: [...refusals, "UPGRADE_REQUIRED", "ORIGIN_FORBIDDEN"] },
);

async function authenticate(
  c: GuardContext,
  bearer: string | undefined,
  kind: CallKind,
  scopes: Scope[] | "any" | null,
): Promise<void> {
  if (bearer === undefined) throw new Problem("UNAUTHENTICATED", undefined, { headers: challenge });
  const session = isApiKey(bearer) ? await authenticateKey(c, bearer, kind) : await authenticateToken(c, bearer, kind);
  admit(c, session);
  const { scopes: held } = session;
  if (held === null || scopes === "any") return;
  if (scopes === null) throw new Problem("FORBIDDEN", "An API key cannot do this; sign in.");
  if (!scopes.some((scope) => held.includes(scope)))
    throw new Problem("FORBIDDEN", `The API key lacks ${scopes.join(" or ")}.`);
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
