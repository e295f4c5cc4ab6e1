import { Hono } from "hono";
import { z } from "zod";
import { auditUnlessTooLate } from "../../platform/audit/unless-too-late.ts";
import { pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { respondWithEtag } from "../../platform/http/etag.ts";
import { idempotent } from "../../platform/http/idempotency.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { limitUser } from "../../platform/limits/user-limit.ts";
import { requirePermissions, requireScope } from "../sessions/index.ts";
import {
  listApplicationsForPlan,
  listEveryApplication,
  listOwnApplications,
  readApplication,
} from "./application-rows.ts";
import { Application, ApplicationId, ApplicationQuery, NewApplication, PlanId, Rejection } from "./contract.ts";
import { approveApplication, rejectApplication, withdrawApplication } from "./decide-application.ts";
import type { MembershipsDeps } from "./deps.ts";
import { submitApplication } from "./submit-application.ts";

const OnePlan = z.strictObject({ id: PlanId });
const OneApplication = z.strictObject({ id: ApplicationId });

export const applicationRoutes = new Hono<FeatureEnv<MembershipsDeps>>()
  .post(
    "/plans/:id/applications",
    requireScope("community.write"),
    limitUser("APPLICATION"),
    idempotent,
    endpoint({
      summary: "Apply for a plan; again only after a rejection or a withdrawal",
      params: OnePlan,
      body: NewApplication,
      responses: { 201: Application },
      problems: ["NOT_FOUND", "CONFLICT", "ILLEGAL_TRANSITION"],
    }),
    async (c) => {
      const input = { planId: c.req.valid("param").id, ...c.req.valid("json") };
      return c.json(await submitApplication(c.var.deps, c.var.session, input), 201);
    },
  )
  .get(
    "/plans/:id/applications",
    requireScope("community.read"),
    endpoint({
      summary: "The applications for a plan, the newest first: for its creator, or with application.decide",
      params: OnePlan,
      query: ApplicationQuery,
      responses: { 200: pageOf(Application) },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const query = { planId: c.req.valid("param").id, ...c.req.valid("query") };
      return c.json(await listApplicationsForPlan(c.var.deps, c.var.session, query));
    },
  )
  .get(
    "/applications",
    requireScope("community.read"),
    endpoint({
      summary: "One's own applications, the newest first; the approved ones are one's memberships",
      query: ApplicationQuery,
      responses: { 200: pageOf(Application) },
    }),
    async (c) => {
      const query = { applicantId: c.var.session.userId, ...c.req.valid("query") };
      return c.json(await listOwnApplications(c.var.deps, query));
    },
  )
  .get(
    "/admin/applications",
    requirePermissions("application.decide"),
    endpoint({
      summary: "The applications for every plan, the oldest first, for who decides on them",
      query: ApplicationQuery,
      responses: { 200: pageOf(Application) },
    }),
    async (c) => c.json(await listEveryApplication(c.var.deps, c.req.valid("query"))),
  )
  .get(
    "/applications/:id",
    requireScope("community.read"),
    endpoint({
      summary: "One application: one's own, or one that one may decide on",
      params: OneApplication,
      responses: { 200: Application },
      problems: ["NOT_FOUND"],
    }),
    async (c) => respondWithEtag(c, await readApplication(c.var.deps, c.var.session, c.req.valid("param").id)),
  )
  .post(
    "/applications/:id/approve",
    requireScope("community.write"),
    endpoint({
      summary: "Approve an application, as the plan's creator or with application.decide; never one's own",
      params: OneApplication,
      responses: { 200: Application },
      problems: ["NOT_FOUND", "FORBIDDEN", "ILLEGAL_TRANSITION"],
      audit: "application.approve",
    }),
    auditUnlessTooLate,
    async (c) => {
      const { id } = c.req.valid("param");
      c.set("auditNote", { details: { applicationId: id } });
      return c.json(await approveApplication(c.var.deps, c.var.session, id));
    },
  )
  .post(
    "/applications/:id/reject",
    requireScope("community.write"),
    endpoint({
      summary: "Reject an application, as the plan's creator or with application.decide; never one's own",
      params: OneApplication,
      body: Rejection,
      responses: { 200: Application },
      problems: ["NOT_FOUND", "FORBIDDEN", "ILLEGAL_TRANSITION"],
      audit: "application.reject",
    }),
    auditUnlessTooLate,
    async (c) => {
      const { id } = c.req.valid("param");
      c.set("auditNote", { details: { applicationId: id } });
      const { reason = null } = c.req.valid("json");
      return c.json(await rejectApplication(c.var.deps, c.var.session, { id, reason }));
    },
  )
  .post(
    "/applications/:id/withdraw",
    requireScope("community.write"),
    endpoint({
      summary: "Take one's own application back while it is open",
      params: OneApplication,
      responses: { 200: Application },
      problems: ["NOT_FOUND", "FORBIDDEN", "ILLEGAL_TRANSITION"],
    }),
    async (c) => c.json(await withdrawApplication(c.var.deps, c.var.session, c.req.valid("param").id)),
  );
