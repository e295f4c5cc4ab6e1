import { Hono } from "hono";
import { z } from "zod";
import { PageQuery, pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { respondWithEtag } from "../../platform/http/etag.ts";
import { idempotent } from "../../platform/http/idempotency.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { limitAddress } from "../../platform/limits/address-limit.ts";
import { requireSession } from "../sessions/index.ts";
import {
  ChangePassword,
  EmailOnly,
  Register,
  ResetPassword,
  UpdateProfile,
  User,
  UserSummary,
  VerificationSent,
} from "./contract.ts";
import type { UsersDeps } from "./deps.ts";
import { changePassword, requestPasswordReset, resetPassword } from "./passwords.ts";
import { readUser, searchUsers, updateProfile } from "./profile.ts";
import { register, resendVerification } from "./register.ts";

const sent = { status: "verification_sent" } as const;
const Empty = z.object({});

export const userRoutes = new Hono<FeatureEnv<UsersDeps>>()
  .post(
    "/auth/register",
    limitAddress("REGISTER"),
    idempotent,
    endpoint({
      summary: "Register; the address becomes a user when it is verified",
      body: Register,
      responses: { 202: VerificationSent },
      problems: ["USERNAME_TAKEN"],
    }),
    async (c) => {
      await register(c.var.deps, c.req.valid("json"));
      return c.json(sent, 202);
    },
  )
  .post(
    "/auth/verify-email/resend",
    limitAddress("MAIL"),
    endpoint({ summary: "Mail the verification again", body: EmailOnly, responses: { 202: VerificationSent } }),
    async (c) => {
      await resendVerification(c.var.deps, c.req.valid("json").email);
      return c.json(sent, 202);
    },
  )
  .post(
    "/auth/password/forgot",
    limitAddress("MAIL"),
    endpoint({ summary: "Mail a link to set a new password", body: EmailOnly, responses: { 202: Empty } }),
    async (c) => {
      await requestPasswordReset(c.var.deps, c.req.valid("json").email);
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
    }),
    async (c) => {
      await resetPassword(c.var.deps, c.req.valid("json"));
      return c.body(null, 204);
    },
  )
  .post(
    "/auth/password/change",
    requireSession,
    limitAddress("LOGIN"),
    endpoint({
      summary: "Change one's password; ends one's other sessions",
      body: ChangePassword,
      responses: { 204: null },
      problems: ["WRONG_CREDENTIAL"],
    }),
    async (c) => {
      await changePassword(c.var.deps, c.var.session, c.req.valid("json"));
      return c.body(null, 204);
    },
  )
  .get("/me", requireSession, endpoint({ summary: "Oneself", responses: { 200: User } }), async (c) =>
    respondWithEtag(c, await readUser(c.var.deps, c.var.session.userId)),
  )
  .patch(
    "/me",
    requireSession,
    endpoint({
      summary: "Change one's profile",
      body: UpdateProfile,
      responses: { 200: User },
      problems: ["USERNAME_TAKEN"],
    }),
    async (c) => c.json(await updateProfile(c.var.deps, c.var.session.userId, c.req.valid("json"))),
  )
  .get(
    "/users",
    requireSession,
    endpoint({
      summary: "Find people by the beginning of their username or name",
      query: PageQuery.extend({ q: z.string().trim().min(1).max(40) }),
      responses: { 200: pageOf(UserSummary) },
    }),
    async (c) => c.json(await searchUsers(c.var.deps, c.req.valid("query"))),
  );
