import { Hono } from "hono";
import { z } from "zod";
import { PageQuery, pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { respondWithEtag } from "../../platform/http/etag.ts";
import { whenDone } from "../../platform/http/in-order.ts";
import { idempotent } from "../../platform/http/idempotency.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { limitAddress } from "../../platform/limits/address-limit.ts";
import { requireScope, requireSession } from "../sessions/index.ts";
import { adminRoutes } from "./admin-routes.ts";
import { apiKeyRoutes } from "./api-key-routes.ts";
import { EmailOnly, Register, UpdateProfile, User, UserSummary, VerificationSent } from "./contract.ts";
import type { UsersDeps } from "./deps.ts";
import { emailRoutes } from "./email-routes.ts";
import { passwordRoutes } from "./password-routes.ts";
import { readUser, updateProfile } from "./profile.ts";
import { register, resendVerification } from "./register.ts";
import { searchUsers } from "./search-users.ts";

const sent = { status: "verification_sent" } as const;

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
      audit: "auth.register",
    }),
    async (c) => {
      await register(c.var.deps, c.req.valid("json"));
      return c.json(sent, 202);
    },
  )
  .post(
    "/auth/verify-email/resend",
    limitAddress("MAIL"),
    endpoint({
      summary: "Mail the verification again",
      body: EmailOnly,
      responses: { 202: VerificationSent },
      audit: "auth.verify_email_resend",
    }),
    async (c) => {
      await resendVerification(c.var.deps, c.req.valid("json").email);
      return c.json(sent, 202);
    },
  )
  .get("/me", requireScope("profile.read"), endpoint({ summary: "Oneself", responses: { 200: User } }), (c) =>
    whenDone(readUser(c.get("deps"), c.get("session").userId), (user) => respondWithEtag(c, user)),
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
    requireScope("profile.read"),
    endpoint({
      summary: "Find people by words of their username or name, or by how these begin",
      query: PageQuery.extend({ q: z.string().trim().min(1).max(40) }),
      responses: { 200: pageOf(UserSummary) },
    }),
    async (c) => c.json(await searchUsers(c.var.deps, c.req.valid("query"))),
  )
  .route("/", passwordRoutes)
  .route("/", emailRoutes)
  .route("/", apiKeyRoutes)
  .route("/", adminRoutes);
