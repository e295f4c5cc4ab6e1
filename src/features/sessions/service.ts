import { decodeCursor, toPage } from "../../platform/db/cursor.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { Page } from "../../platform/http/contract.ts";
import { issueAccessToken } from "./access-token.ts";
import type { Session } from "./contract.ts";
import type { CurrentSession, SessionsDeps } from "./guard.ts";
import { readRefreshToken, writeRefreshToken } from "./refresh-token.ts";
import type { NewSession } from "./session-hub.ts";

/** A session just opened, with the tokens that act for it. */
export type Grant = {
  session: Session;
  accessToken: string;
  expiresIn: number;
  refreshToken: string;
  deviceToken: string;
};

/** Opens a session for a user who has proved who they are. */
export async function openSession(
  deps: SessionsDeps,
  input: Omit<NewSession, "ttlSeconds" | "deviceSecret"> & {
    userId: string;
    permissions: string[];
    deviceToken?: string | undefined;
  },
): Promise<Grant> {
  const { userId, permissions, deviceToken, ...rest } = input;
  const opened = await deps.sessionHubOf(userId).openSession({
    ...rest,
    // A device token of somebody else on the same device says nothing about this user.
    deviceSecret: deviceToken?.startsWith(`${userId}.`) ? deviceToken.slice(userId.length + 1) : undefined,
    ttlSeconds: deps.config.SESSION_HOURS * 3600,
  });
  const { session } = opened;
  const token = await issueAccessToken(deps, {
    userId,
    sessionId: session.id,
    authTime: deps.now(),
    amr: rest.amr,
    permissions,
  });
  return {
    session,
    ...token,
    refreshToken: writeRefreshToken(deps.keyring, { userId, sessionId: session.id, secret: opened.refreshSecret }),
    deviceToken: `${userId}.${opened.deviceSecret}`,
  };
}

/**
 * Exchanges a refresh token for an access token and the next refresh token.
 *
 * @throws Problem `SESSION_EXPIRED`; and where the token had been replaced before, its session is over.
 */
export async function refreshSession(
  deps: SessionsDeps,
  refreshToken: string,
  permissionsOf: (userId: string) => Promise<string[]>,
): Promise<{ accessToken: string; expiresIn: number; refreshToken: string; sessionExpiresAt: number }> {
  const parts = readRefreshToken(deps.keyring, refreshToken);
  if (!parts) throw new Problem("UNAUTHENTICATED");
  // What may fail comes first: a token that was replaced without an answer is lost after ten seconds.
  const [permissions] = await Promise.all([permissionsOf(parts.userId), deps.signingKeys.signingKey(deps)]);
  const outcome = await deps.sessionHubOf(parts.userId).refreshSession(parts.sessionId, parts.secret);
  if (!outcome.ok) {
    if (outcome.reason === "reused")
      deps.log.warn("refresh token reused: session ended", { userId: parts.userId, sessionId: parts.sessionId });
    throw new Problem("SESSION_EXPIRED");
  }
  const grant = { userId: parts.userId, sessionId: parts.sessionId, authTime: outcome.authTime, amr: outcome.amr };
  const token = await issueAccessToken(deps, { ...grant, permissions });
  const next = writeRefreshToken(deps.keyring, { ...parts, secret: outcome.refreshSecret });
  return { ...token, refreshToken: next, sessionExpiresAt: outcome.expiresAt };
}

export async function listSessions(
  deps: SessionsDeps,
  current: CurrentSession,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<Session>> {
  const before = decodeCursor(cursor, [""])?.[0];
  const rows = await deps.sessionHubOf(current.userId).listSessions(current.id, { limit: limit + 1, before });
  return toPage(rows, limit, ({ id }) => [id]);
}

/** @throws Problem `NOT_FOUND` when the user has no such live session. */
export async function endSession(
  deps: SessionsDeps,
  { userId, sessionId }: { userId: string; sessionId: string },
): Promise<void> {
  const ended = await deps.sessionHubOf(userId).endSessions({ only: sessionId });
  deps.rememberedSessions.forget(sessionId);
  if (ended === 0) throw new Problem("NOT_FOUND");
}

/** Ends all of a user's sessions but the current one. @returns how many. */
export async function endOtherSessions(deps: SessionsDeps, current: CurrentSession): Promise<number> {
  return endSessions(deps, current.userId, { except: current.id });
}

/** Ends a user's sessions, all or those that began before a moment, but for one. @returns how many. */
export async function endSessions(
  deps: Pick<SessionsDeps, "sessionHubOf" | "rememberedSessions">,
  userId: string,
  which: { except?: string; beganBefore?: number } = {},
): Promise<number> {
  const ended = await deps.sessionHubOf(userId).endSessions(which);
  deps.rememberedSessions.forgetAll();
  return ended;
}
