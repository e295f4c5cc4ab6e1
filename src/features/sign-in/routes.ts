import { Hono, type MiddlewareHandler } from "hono";
import { z } from "zod";
import { docOf, documented, endpoint } from "../../platform/http/endpoint.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { limitAddress } from "../../platform/limits/address-limit.ts";
import { type CurrentSession, originOf, requireSession } from "../sessions/index.ts";
import { describeRisk } from "../security/index.ts";
import { Admission, Login, Refresh, RefreshResult, VerifyEmail } from "./contract.ts";
import { clearRefreshCookie, deviceTokenOf, refreshTokenOf, setRefreshCookie } from "./cookies.ts";
import type { SignInDeps } from "./deps.ts";
import { factorRoutes } from "./factor-routes.ts";
import { respondAdmitted } from "./respond.ts";
import { endIfLive, refresh, signIn, signInByVerification, signOut } from "./service.ts";

type Env = FeatureEnv<SignInDeps>;
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
    endpoint({
      summary: "Sign in; an account with a second factor is asked for it next",
      body: Login,
      responses: { 200: Admission },
      problems: ["INVALID_CREDENTIALS", "ACCOUNT_LOCKED", "PASSWORD_EXPIRED"],
      audit: "auth.login",
    }),
    async (c) => {
      const { deviceName, deviceToken, tokenTransport, ...credentials } = c.req.valid("json");
      const origin = originOf(c, { deviceName, deviceToken: deviceToken ?? deviceTokenOf(c) });
      const { userId, ...admitted } = await signIn(c.var.deps, credentials, origin);
      c.set("auditNote", { userId, details: { outcome: admitted.kind, ...describeRisk(admitted.assessment) } });
      return respondAdmitted(c, admitted, tokenTransport);
    },
  )
  .post(
    "/auth/verify-email",
    limitAddress("VERIFY"),
    endpoint({
      summary: "Verify an address by the mailed token or code, and sign in",
      body: VerifyEmail,
      responses: { 200: Admission },
      problems: ["TOKEN_INVALID", "USERNAME_TAKEN"],
      audit: "auth.verify_email",
    }),
    async (c) => {
      const { tokenTransport, ...proof } = c.req.valid("json");
      const origin = originOf(c, { deviceToken: deviceTokenOf(c) });
      const { userId, ...admitted } = await signInByVerification(c.var.deps, proof, origin);
      c.set("auditNote", { userId });
      return respondAdmitted(c, admitted, tokenTransport);
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
      audit: "auth.logout",
    }),
    async (c) => {
      const { deps, session, refreshToken } = c.var;
      if (session) await endIfLive(deps, { userId: session.userId, sessionId: session.id });
      if (refreshToken !== undefined) c.set("actorId", await signOut(deps, refreshToken));
      clearRefreshCookie(c);
      return c.body(null, 204);
    },
  )
  .route("/", factorRoutes);
