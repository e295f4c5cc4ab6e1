import { Hono } from "hono";
import { z } from "zod";
import { endpoint } from "../../platform/http/endpoint.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { limitAddress } from "../../platform/limits/address-limit.ts";
import { requireSession, requireStepUpOfFactors } from "../sessions/index.ts";
import { ChangePassword, EmailOnly, PasswordStrength, RatePassword, ResetPassword } from "./contract.ts";
import type { UsersDeps } from "./deps.ts";
import { ratePassword } from "./password-strength.ts";
import { changePassword, requestPasswordReset, resetPassword } from "./passwords.ts";

export const passwordRoutes = new Hono<FeatureEnv<UsersDeps>>()
  .post(
    "/auth/password/forgot",
    limitAddress("MAIL"),
    endpoint({
      summary: "Mail a link to set a new password",
      body: EmailOnly,
      responses: { 202: z.object({}) },
      audit: "auth.password_forgot",
    }),
    async (c) => {
      const userId = await requestPasswordReset(c.var.deps, c.req.valid("json").email);
      c.set("auditNote", { userId });
      return c.json({}, 202);
    },
  )
  .post(
    "/auth/password/reset",
    limitAddress("VERIFY"),
    endpoint({
      summary: "Set a new password by a mailed token; ends all sessions",
      body: ResetPassword,
      responses: { 204: null },
      problems: ["TOKEN_INVALID"],
      audit: "auth.password_reset",
    }),
    async (c) => {
      const userId = await resetPassword(c.var.deps, c.req.valid("json"));
      c.set("auditNote", { userId });
      return c.body(null, 204);
    },
  )
  .post(
    "/auth/password/change",
    requireSession,
    limitAddress("LOGIN"),
    requireStepUpOfFactors,
    endpoint({
      summary: "Change one's password; ends one's other sessions",
      body: ChangePassword,
      responses: { 204: null },
      problems: ["WRONG_CREDENTIAL"],
      audit: "auth.password_change",
    }),
    async (c) => {
      await changePassword(c.var.deps, c.var.session, c.req.valid("json"));
      return c.body(null, 204);
    },
  )
  .post(
    "/auth/password/strength",
    limitAddress("VERIFY"),
    endpoint({
      summary: "How strong a password is, and whether it would be accepted",
      body: RatePassword,
      responses: { 200: PasswordStrength },
    }),
    async (c) => c.json(await ratePassword(c.var.deps, c.req.valid("json"))),
  );
