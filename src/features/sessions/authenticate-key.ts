import type { Context } from "hono";
import { Problem } from "../../platform/http/problem.ts";
import { enforceAdmission, type CallKind } from "./authenticate-token.ts";
import type { CurrentSession, SessionsDeps } from "./deps.ts";
import type { SessionEnv } from "./guard.ts";

export const apiKeyPrefix = "atk_";

export function isApiKey(bearer: string): boolean {
  return bearer.startsWith(apiKeyPrefix);
}

/** Who an API key acts for. Each of its calls is counted by the user's hub, exactly. */
export async function authenticateKey(
  c: Context<SessionEnv<SessionsDeps>>,
  secret: string,
  kind: CallKind,
): Promise<CurrentSession> {
  const { deps } = c.var;
  const key = await deps.findApiKey(secret, kind === "READ");
  if (!key) throw new Problem("UNAUTHENTICATED", undefined, { headers: { "www-authenticate": "Bearer" } });
  const { config } = deps;
  const admission = await deps.sessionHubOf(key.userId).countKeyUse(key.id, {
    name: "API_KEY",
    want: 1,
    limit: config.LIMIT_API_KEY,
    quota: { day: config.QUOTA_DAY, month: config.QUOTA_MONTH },
  });
  enforceAdmission(c, "API_KEY", admission);
  const { id, userId, permissions, scopes, expiresAt } = key;
  return { id, userId, permissions, scopes, amr: [], authTime: 0, expiresAt };
}
