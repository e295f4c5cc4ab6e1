import type { Keyring } from "../../platform/crypto/keyring.ts";
import { isId } from "../../platform/ids/typeid.ts";

type Parts = { userId: string; sessionId: string; secret: string };

/**
 * A refresh token names its user and session, since only the user's hub knows it: `<user>.<session>.<secret>`
 * without the prefixes, and a signature, so that nobody wakes objects with tokens that we never gave out.
 */
export function writeRefreshToken(keyring: Keyring, { userId, sessionId, secret }: Parts): string {
  const body = [userId.slice("user_".length), sessionId.slice("sess_".length), secret].join(".");
  return `${body}.${keyring.mac("refresh-token", body)}`;
}

/** What a refresh token says, if it is one that we gave out. */
export function readRefreshToken(keyring: Keyring, token: string): Parts | undefined {
  const parts = token.split(".");
  if (parts.length !== 5) return undefined;
  const [user = "", session = "", secret = ""] = parts;
  const userId = `user_${user}`;
  const sessionId = `sess_${session}`;
  if (!isId("user", userId) || !isId("sess", sessionId)) return undefined;
  if (!keyring.macMatches("refresh-token", [user, session, secret].join("."), parts.slice(3).join(".")))
    return undefined;
  return { userId, sessionId, secret };
}
