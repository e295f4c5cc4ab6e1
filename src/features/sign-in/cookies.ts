import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Config } from "../../platform/config/config.ts";
import { isAllowedOrigin } from "../../platform/http/envelope.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { SignedIn } from "./admission.ts";

const refreshCookie = "__Host-atrium-refresh";
const deviceCookie = "__Host-atrium-device";
const deviceSeconds = 400 * 24 * 3600;

/** `__Host-` cookies bind to this host and path `/`, over TLS alone (RFC 6265bis §4.1.3.2). */
const attributes = { httpOnly: true, secure: true, sameSite: "Strict", path: "/" } as const;

export function setSignInCookies(c: Context, { refreshToken, deviceToken, session }: SignedIn, now: number): void {
  setRefreshCookie(c, refreshToken, Date.parse(session.expiresAt) - now);
  setCookie(c, deviceCookie, deviceToken, { ...attributes, maxAge: deviceSeconds });
}

export function setRefreshCookie(c: Context, refreshToken: string, lifeMs: number): void {
  setCookie(c, refreshCookie, refreshToken, { ...attributes, maxAge: Math.max(1, Math.floor(lifeMs / 1000)) });
}

export function clearRefreshCookie(c: Context): void {
  deleteCookie(c, refreshCookie, { path: "/", secure: true });
}

export function deviceTokenOf(c: Context): string | undefined {
  return getCookie(c, deviceCookie);
}

/**
 * The refresh token of the cookie. Only here does a cookie authenticate anything, so only here could a
 * foreign page forge a request.
 *
 * @throws Problem `ORIGIN_FORBIDDEN` when a page of another origin sends it.
 */
export function refreshTokenOf(c: Context, config: Config): string | undefined {
  const origin = c.req.header("origin");
  if (origin !== undefined && !isAllowedOrigin(config, origin)) throw new Problem("ORIGIN_FORBIDDEN");
  return getCookie(c, refreshCookie);
}
