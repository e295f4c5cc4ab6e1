import { Hono, type MiddlewareHandler } from "hono";
import { z } from "zod";
import { endpoint } from "../../platform/http/endpoint.ts";
import { respondWithEtag } from "../../platform/http/etag.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { limitAddress } from "../../platform/limits/address-limit.ts";
import { requireSession, requireStepUp, type SessionEnv } from "../sessions/index.ts";
import { replaceBackupCodes } from "./backup-codes.ts";
import {
  BackupCodes,
  FreshToken,
  MfaEnabled,
  MfaStatus,
  SendStepUpCode,
  SmsMethod,
  StepUp,
  TotpSetup,
  VerifySetup,
} from "./contract.ts";
import type { MfaDeps } from "./deps.ts";
import { disableMfa, enableMfa } from "./enablement.ts";
import { addEmailMethod, addSmsMethod, removeMethod } from "./fallback-methods.ts";
import { readStatus } from "./second-factors.ts";
import { sendStepUpCode, stepUp } from "./step-up.ts";
import { findTotp, setUpTotp } from "./totp.ts";

const Empty = z.object({});
const NoBody = z.strictObject({});
const Method = z.strictObject({ method: z.enum(["email", "sms"]) });

/** A token of before it was turned on is refused for that, and not for being too weak. */
const requireMfaOff: MiddlewareHandler<SessionEnv<MfaDeps>> = async (c, next) => {
  const totp = await findTotp(c.var.deps, c.var.session.userId);
  if (totp && totp.enabledAt !== null) throw new Problem("MFA_ALREADY_ENABLED");
  await next();
};

export const mfaRoutes = new Hono<FeatureEnv<MfaDeps>>()
  .get(
    "/2fa/status",
    requireSession,
    endpoint({ summary: "How one's two-factor authentication stands", responses: { 200: MfaStatus } }),
    async (c) => respondWithEtag(c, await readStatus(c.var.deps, c.var.session.userId)),
  )
  .post(
    "/2fa/setup",
    requireSession,
    requireMfaOff,
    // An intruder at a session left open must not enrol an app of their own, and prove by it what they like.
    requireStepUp,
    endpoint({
      summary: "Begin to set up an authenticator app; a code of it turns it on",
      body: NoBody,
      responses: { 200: TotpSetup },
      problems: ["MFA_ALREADY_ENABLED"],
      audit: "mfa.setup",
    }),
    async (c) => c.json(await setUpTotp(c.var.deps, c.var.session.userId)),
  )
  .post(
    "/2fa/verify",
    requireSession,
    requireMfaOff,
    requireStepUp,
    limitAddress("FACTOR"),
    endpoint({
      summary: "Turn two-factor authentication on by the app's first code",
      body: VerifySetup,
      responses: { 200: MfaEnabled },
      problems: ["WRONG_CREDENTIAL", "MFA_ALREADY_ENABLED", "MFA_NOT_ENABLED"],
      audit: "mfa.enable",
    }),
    async (c) => c.json(await enableMfa(c.var.deps, c.var.session, c.req.valid("json").code)),
  )
  .post(
    "/2fa/disable",
    requireSession,
    requireStepUp,
    endpoint({
      summary: "Turn two-factor authentication off; ends one's other sessions",
      body: NoBody,
      responses: { 204: null },
      problems: ["MFA_NOT_ENABLED"],
      audit: "mfa.disable",
    }),
    async (c) => {
      await disableMfa(c.var.deps, c.var.session);
      return c.body(null, 204);
    },
  )
  .post(
    "/2fa/backup-codes",
    requireSession,
    requireStepUp,
    endpoint({
      summary: "Replace all backup codes",
      body: NoBody,
      responses: { 200: BackupCodes },
      problems: ["MFA_NOT_ENABLED"],
      audit: "mfa.backup_codes",
    }),
    async (c) => c.json({ backupCodes: await replaceBackupCodes(c.var.deps, c.var.session.userId) }),
  )
  .put(
    "/2fa/methods/email",
    requireSession,
    requireStepUp,
    endpoint({
      summary: "Let codes be mailed to one's address",
      body: NoBody,
      responses: { 204: null },
      problems: ["MFA_NOT_ENABLED"],
      audit: "mfa.method_add",
    }),
    async (c) => {
      c.set("auditNote", { details: { method: "email" } });
      await addEmailMethod(c.var.deps, c.var.session.userId);
      return c.body(null, 204);
    },
  )
  .put(
    "/2fa/methods/sms",
    requireSession,
    requireStepUp,
    limitAddress("FACTOR"),
    endpoint({
      summary: "Let codes be sent to a phone: first without a code, which sends one, then with it",
      body: SmsMethod,
      responses: { 202: Empty, 204: null },
      problems: ["MFA_NOT_ENABLED", "WRONG_CREDENTIAL", "CONFLICT", "RATE_LIMITED"],
      audit: "mfa.method_add",
    }),
    async (c) => {
      c.set("auditNote", { details: { method: "sms" } });
      const outcome = await addSmsMethod(c.var.deps, c.var.session.userId, c.req.valid("json"));
      return outcome === "sent" ? c.json({}, 202) : c.body(null, 204);
    },
  )
  .delete(
    "/2fa/methods/:method",
    requireSession,
    requireStepUp,
    endpoint({
      summary: "Let no codes be sent by a method any more",
      params: Method,
      responses: { 204: null },
      problems: ["MFA_NOT_ENABLED"],
      audit: "mfa.method_remove",
    }),
    async (c) => {
      const { method } = c.req.valid("param");
      c.set("auditNote", { details: { method } });
      await removeMethod(c.var.deps, c.var.session.userId, method);
      return c.body(null, 204);
    },
  )
  .post(
    "/auth/step-up",
    requireSession,
    limitAddress("FACTOR"),
    endpoint({
      summary: "Prove once more that it is you, by a factor, or by the password where there is no second one",
      body: StepUp,
      responses: { 200: FreshToken },
      problems: ["WRONG_CREDENTIAL", "ACCOUNT_LOCKED", "STEP_UP_REQUIRED"],
      audit: "auth.step_up",
    }),
    async (c) => {
      const proof = c.req.valid("json");
      c.set("auditNote", { details: { method: "password" in proof ? "password" : proof.method } });
      return c.json(await stepUp(c.var.deps, c.var.session, proof));
    },
  )
  .post(
    "/auth/step-up/send",
    requireSession,
    limitAddress("FACTOR"),
    endpoint({
      summary: "Send a code to step up by",
      body: SendStepUpCode,
      responses: { 202: Empty },
      problems: ["RATE_LIMITED"],
      audit: "auth.step_up_send",
    }),
    async (c) => {
      const { method } = c.req.valid("json");
      c.set("auditNote", { details: { method } });
      await sendStepUpCode(c.var.deps, c.var.session, method);
      return c.json({}, 202);
    },
  );
