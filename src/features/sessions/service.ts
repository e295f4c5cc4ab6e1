import { decodeCursor, toPage } from "../../platform/db/cursor.ts";
import { commit } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { Page } from "../../platform/http/contract.ts";
import { issueAccessToken } from "./access-token.ts";
import type { Session } from "./contract.ts";
import type { CurrentSession, SessionsDeps } from "./deps.ts";
import { refreshTokenReused } from "./events.ts";
import type { Origin } from "./origin.ts";
import { readRefreshToken, writeRefreshToken } from "./refresh-token.ts";
import type { Grants, NewSession } from "./session-hub.ts";

const devicePurpose = "device-token";

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
  input: Pick<NewSession, "amr" | "rememberDevice"> & { userId: string; grants: Grants; origin: Origin },
): Promise<Grant> {
  const { userId, grants, amr, rememberDevice } = input;
  const { device, deviceToken, ip, location } = input.origin;
  const opened = await deps.sessionHubOf(userId).openSession({
    device,
    ip,
    location,
    amr,
    grants,
    rememberDevice,
    deviceSecret: deviceSecretOf(deps, userId, deviceToken),
    ttlSeconds: deps.config.SESSION_HOURS * 3600,
    idleSeconds: idleMinutesOf(deps.config, grants) * 60,
  });
  const { session } = opened;
  const { permissions } = grants;
  const token = await issueAccessToken(deps, { userId, sessionId: session.id, authTime: deps.now(), amr, permissions });
  return {
    session,
    ...token,
    refreshToken: writeRefreshToken(deps.keyring, { userId, sessionId: session.id, secret: opened.refreshSecret }),
    deviceToken: writeDeviceToken(deps, userId, opened.deviceSecret),
  };
}

/** Administrators have the shorter of the two limits; 0 = none. */
function idleMinutesOf(config: SessionsDeps["config"], { permissions }: Grants): number {
  const { SESSION_IDLE_MINUTES: everyone, ADMIN_SESSION_IDLE_MINUTES: administrators } = config;
  const limits = permissions.includes("ALL") ? [everyone, administrators] : [everyone];
  const set = limits.filter((minutes) => minutes > 0);
  return set.length === 0 ? 0 : Math.min(...set);
}

/**
 * The device token of somebody else on the same device says nothing about this user. One that we did not
 * sign is not looked up: whether it is would tell by the time whose address it is.
 */
function deviceSecretOf(deps: SessionsDeps, userId: string, deviceToken: string | undefined): string | undefined {
  const [ownerId = "", secret = "", ...mac] = (deviceToken ?? "").split(".");
  if (ownerId !== userId) return undefined;
  return deps.keyring.macMatches(devicePurpose, `${userId}.${secret}`, mac.join(".")) ? secret : undefined;
}

function writeDeviceToken({ keyring }: SessionsDeps, userId: string, secret: string): string {
  return `${userId}.${secret}.${keyring.mac(devicePurpose, `${userId}.${secret}`)}`;
}

/** The device that a token shows to be one with which this user has signed in before, if it is. */
export async function knownDeviceOf(
  deps: SessionsDeps,
  userId: string,
  deviceToken: string | undefined,
): Promise<{ id: string; isRemembered: boolean } | null> {
  const secret = deviceSecretOf(deps, userId, deviceToken);
  return secret === undefined ? null : deps.sessionHubOf(userId).recogniseDevice(secret);
}

export async function isSessionLive(deps: SessionsDeps, userId: string, sessionId: string): Promise<boolean> {
  return deps.sessionHubOf(userId).isSessionLive(sessionId);
}

/**
 * Notes that the user of a session has proved themselves once more, and issues a token that says so.
 *
 * @throws Problem `SESSION_EXPIRED`.
 */
export async function reauthenticate(
  deps: SessionsDeps,
  session: CurrentSession,
  amr: string[],
): Promise<{ accessToken: string; expiresIn: number }> {
  const { id: sessionId, userId, permissions } = session;
  const isLive = await deps.sessionHubOf(userId).reauthenticate(sessionId, amr);
  if (!isLive) throw new Problem("SESSION_EXPIRED");
  return issueAccessToken(deps, { userId, sessionId, permissions, amr, authTime: deps.now() });
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
    if (outcome.reason === "reused") await tellOfReuse(deps, parts);
    throw new Problem("SESSION_EXPIRED");
  }
  const grant = { userId: parts.userId, sessionId: parts.sessionId, authTime: outcome.authTime, amr: outcome.amr };
  const token = await issueAccessToken(deps, { ...grant, permissions });
  const next = writeRefreshToken(deps.keyring, { ...parts, secret: outcome.refreshSecret });
  return { ...token, refreshToken: next, sessionExpiresAt: outcome.expiresAt };
}

async function tellOfReuse(deps: SessionsDeps, { userId, sessionId }: { userId: string; sessionId: string }) {
  deps.log.warn("refresh token reused: session ended", { userId, sessionId });
  deps.rememberedSessions.forget(sessionId);
  try {
    await commit(deps, [recordEvent(deps, refreshTokenReused, { userId, sessionId })]);
  } catch (error) {
    deps.log.error("the owner could not be told", error, { userId, sessionId });
  }
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

/** @throws Problem `SESSION_EXPIRED`, `SESSION_LIMIT` past three days after its beginning. */
export async function extendSession(deps: SessionsDeps, current: CurrentSession): Promise<Session> {
  const extension = await deps.sessionHubOf(current.userId).extendSession(current.id);
  deps.rememberedSessions.forget(current.id);
  if (extension.ok) return extension.session;
  throw new Problem(extension.reason === "limit" ? "SESSION_LIMIT" : "SESSION_EXPIRED");
}
