import { Hono } from "hono";
import { z } from "zod";
import { endpoint } from "../../platform/http/endpoint.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { limitAddress } from "../../platform/limits/address-limit.ts";
import { sendChallengeCode } from "../mfa/index.ts";
import { originOf } from "../sessions/index.ts";
import { Admission, LoginResult, PasskeyLogin, ProveByBackupCode, ProveFactor, SendChallengeCode } from "./contract.ts";
import { deviceTokenOf } from "./cookies.ts";
import type { SignInDeps } from "./deps.ts";
import { respondAdmitted, respondSignedIn } from "./respond.ts";
import { recover, signInByFactor, signInByPasskey } from "./service.ts";

/** What follows a first step: the second factor; and the passkey, which may be both. */
export const factorRoutes = new Hono<FeatureEnv<SignInDeps>>()
  .post(
    "/auth/mfa/verify",
    limitAddress("FACTOR"),
    endpoint({
      summary: "Prove the second factor of a sign-in",
      body: ProveFactor,
      responses: { 200: LoginResult },
      problems: ["INVALID_CREDENTIALS", "CHALLENGE_EXPIRED", "ACCOUNT_LOCKED"],
      audit: "auth.mfa_verify",
    }),
    async (c) => {
      const { tokenTransport, deviceToken, ...proof } = c.req.valid("json");
      const origin = originOf(c, { deviceToken: deviceToken ?? deviceTokenOf(c) });
      c.set("auditNote", { details: { method: proof.method } });
      const signedIn = await signInByFactor(c.var.deps, proof, origin);
      c.set("actorId", signedIn.user.id);
      return respondSignedIn(c, signedIn, tokenTransport);
    },
  )
  .post(
    "/2fa/backup-code",
    limitAddress("FACTOR"),
    endpoint({
      summary: "Prove the second factor of a sign-in by a backup code; ends all other sessions",
      body: ProveByBackupCode,
      responses: { 200: LoginResult },
      problems: ["INVALID_CREDENTIALS", "CHALLENGE_EXPIRED", "ACCOUNT_LOCKED"],
      audit: "auth.backup_code",
    }),
    async (c) => {
      const { tokenTransport, deviceToken, ...proof } = c.req.valid("json");
      const origin = originOf(c, { deviceToken: deviceToken ?? deviceTokenOf(c) });
      const signedIn = await recover(c.var.deps, proof, origin);
      c.set("actorId", signedIn.user.id);
      return respondSignedIn(c, signedIn, tokenTransport);
    },
  )
  .post(
    "/auth/mfa/send",
    limitAddress("FACTOR"),
    endpoint({
      summary: "Have a code for the second factor sent",
      body: SendChallengeCode,
      responses: { 202: z.object({}) },
      problems: ["CHALLENGE_EXPIRED", "RATE_LIMITED"],
      audit: "auth.mfa_send",
    }),
    async (c) => {
      const { userId } = await sendChallengeCode(c.var.deps, c.req.valid("json"));
      c.set("auditNote", { userId, details: { method: c.req.valid("json").method } });
      return c.json({}, 202);
    },
  )
  .post(
    "/auth/passkeys/login/verify",
    limitAddress("FACTOR"),
    endpoint({
      summary: "Sign in by passkey",
      body: PasskeyLogin,
      responses: { 200: Admission },
      problems: ["INVALID_CREDENTIALS"],
      audit: "auth.passkey",
    }),
    async (c) => {
      const { tokenTransport, deviceName, deviceToken, ...assertion } = c.req.valid("json");
      const origin = originOf(c, { deviceName, deviceToken: deviceToken ?? deviceTokenOf(c) });
      const { userId, ...admitted } = await signInByPasskey(c.var.deps, assertion, origin);
      c.set("actorId", userId);
      return respondAdmitted(c, admitted, tokenTransport);
    },
  );
