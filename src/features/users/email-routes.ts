import { Hono } from "hono";
import { z } from "zod";
import { endpoint } from "../../platform/http/endpoint.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { limitAddress } from "../../platform/limits/address-limit.ts";
import { requireSession, requireStepUp } from "../sessions/index.ts";
import { ConfirmEmail, EmailOnly, User } from "./contract.ts";
import type { UsersDeps } from "./deps.ts";
import { confirmEmailChange, requestEmailChange } from "./email-change.ts";

export const emailRoutes = new Hono<FeatureEnv<UsersDeps>>()
  .post(
    "/me/email",
    requireSession,
    limitAddress("MAIL"),
    requireStepUp,
    endpoint({
      summary: "Ask to move to another address; it counts once it is verified",
      body: EmailOnly,
      responses: { 202: z.object({}) },
      audit: "email.change_request",
    }),
    async (c) => {
      await requestEmailChange(c.var.deps, c.var.session, c.req.valid("json").email);
      return c.json({}, 202);
    },
  )
  .post(
    "/me/email/verify",
    requireSession,
    limitAddress("VERIFY"),
    endpoint({
      summary: "Move to the new address by the mailed token or code; ends one's other sessions",
      body: ConfirmEmail,
      responses: { 200: User },
      problems: ["TOKEN_INVALID"],
      audit: "email.change",
    }),
    async (c) => c.json(await confirmEmailChange(c.var.deps, c.var.session, c.req.valid("json"))),
  );
