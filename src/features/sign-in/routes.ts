import { type Context, Hono, type MiddlewareHandler } from "hono";
import { z } from "zod";
import { docOf, documented, endpoint } from "../../platform/http/endpoint.ts";
import { Problem } from "../../platform/http/problem.ts";
import { clientAddress, type FeatureEnv } from "../../platform/http/request.ts";
import { limitAddress } from "../../platform/limits/address-limit.ts";
import { type CurrentSession, describeDevice, endSession, requireSession } from "../sessions/index.ts";
import type { UsersDeps } from "../users/index.ts";
import { Login, LoginResult, Refresh, RefreshResult, VerifyEmail } from "./contract.ts";
import { clearRefreshCookie, deviceTokenOf, refreshTokenOf, setRefreshCookie, setSignInCookies } from "./cookies.ts";
import { type Origin, refresh, type SignedIn, signIn, signInByVerification, signOut } from "./service.ts";

type Env = FeatureEnv<UsersDeps>;
type SignOutEnv = { Variables: Env["Variables"] & { session?: CurrentSession; refreshToken?: string } };
type GuardContext = Parameters<typeof requireSession>[0];

/** Signing out takes either; a bearer token that is sent decides. It stands first, as every guard does. */
const requireBearerOrCookie: MiddlewareHandler<SignOutEnv> = documented(
  async (c, next) => {
    // The guard sets the session, which is only perhaps there for what follows.
    if (c.req.header("authorization") !== undefined) return requireSession(c as unknown as GuardContext, next);
    const refreshToken = refreshTokenOf(c, c.var.deps.config);
    if (refreshToken === undefined) throw new Problem("UNAUTHENTICATED");
    c.set("refreshToken", refreshToken);
    return next();
  },
  { ...docOf(requireSession) },
);

export const signInRoutes = new Hono<Env>()
  .post(
    "/auth/login",
    limitAddress("LOGIN"),
    endpoint({ summary: "Sign in", body: Login, responses: { 200: LoginResult }, problems: ["INVALID_CREDENTIALS"] }),
    async (c) => {
      const { deviceName, deviceToken, tokenTransport, ...credentials } = c.req.valid("json");
      const result = await signIn(c.var.deps, credentials, originOf(c, { deviceName, deviceToken }));
      return respondSignedIn(c, result, tokenTransport);
    },
  )
  .post(
    "/auth/verify-email",
    limitAddress("VERIFY"),
    endpoint({
      summary: "Verify an address by the mailed token or code, and sign in",
      body: VerifyEmail,
      responses: { 200: LoginResult },
      problems: ["TOKEN_INVALID", "USERNAME_TAKEN"],
    }),
    async (c) => {
      const { tokenTransport, ...proof } = c.req.valid("json");
      return respondSignedIn(c, await signInByVerification(c.var.deps, proof, originOf(c, {})), tokenTransport);
    },
  )
  .post(
    "/auth/refresh",
    limitAddress("REFRESH"),
    endpoint({
      summary: "Exchange the refresh token, of the cookie or the body, for new tokens",
      body: Refresh,
      responses: { 200: RefreshResult },
      problems: ["UNAUTHENTICATED", "SESSION_EXPIRED", "ORIGIN_FORBIDDEN"],
    }),
    async (c) => {
      const given = c.req.valid("json").refreshToken;
      const { refreshToken, sessionExpiresAt, ...tokens } = await refresh(
        c.var.deps,
        given ?? refreshTokenOf(c, c.var.deps.config),
      );
      if (given !== undefined) return c.json({ ...tokens, refreshToken });
      setRefreshCookie(c, refreshToken, sessionExpiresAt - c.var.deps.now());
      return c.json(tokens);
    },
  )
  .post(
    "/auth/logout",
    requireBearerOrCookie,
    endpoint({
      summary: "Sign out: end the session of the bearer token or the cookie",
      body: z.strictObject({}),
      responses: { 204: null },
      problems: ["ORIGIN_FORBIDDEN"],
    }),
    async (c) => {
      const { deps, session, refreshToken } = c.var;
      if (session) await endSession(deps, { userId: session.userId, sessionId: session.id });
      if (refreshToken !== undefined) await signOut(deps, refreshToken);
      clearRefreshCookie(c);
      return c.body(null, 204);
    },
  );

function originOf(
  c: Context<Env>,
  given: { deviceName?: string | undefined; deviceToken?: string | undefined },
): Origin {
  const cf = c.req.raw.cf;
  const country = typeof cf?.country === "string" ? cf.country : null;
  const city = typeof cf?.city === "string" ? cf.city : null;
  return {
    device: describeDevice(c.req.header("user-agent"), given.deviceName),
    deviceToken: given.deviceToken ?? deviceTokenOf(c),
    ip: clientAddress(c),
    location: country === null && city === null ? null : { country, city },
  };
}

/** Browsers get the lasting tokens as cookies that no script can read; others ask for them in the body. */
function respondSignedIn(c: Context<Env>, result: SignedIn, transport: "cookie" | "body"): Response {
  if (transport === "body") return c.json(result);
  setSignInCookies(c, result, c.var.deps.now());
  const { refreshToken: _, deviceToken: __, ...visible } = result;
  return c.json(visible);
}
