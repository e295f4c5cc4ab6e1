import { Hono } from "hono";
import { z } from "zod";
import { PageQuery, pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { respondWithEtag } from "../../platform/http/etag.ts";
import { idempotent } from "../../platform/http/idempotency.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { requirePermissions, requireScope } from "../sessions/index.ts";
import { NewPlan, Plan, PlanChanges, PlanId } from "./contract.ts";
import type { MembershipsDeps } from "./deps.ts";
import { archivePlan, changePlan, createPlan, listPlans, readPlan } from "./plans.ts";

const OnePlan = z.strictObject({ id: PlanId });

export const planRoutes = new Hono<FeatureEnv<MembershipsDeps>>()
  .post(
    "/plans",
    requirePermissions("plan.manage"),
    idempotent,
    endpoint({
      summary: "Offer a plan; its creator decides on applications for it",
      body: NewPlan,
      responses: { 201: Plan },
      audit: "plan.create",
    }),
    async (c) => {
      const plan = await createPlan(c.var.deps, c.var.session.userId, c.req.valid("json"));
      c.set("auditNote", { details: { planId: plan.id } });
      return c.json(plan, 201);
    },
  )
  .get(
    "/plans",
    requireScope("community.read"),
    endpoint({
      summary: "The plans that one can apply for, the newest first",
      query: PageQuery,
      responses: { 200: pageOf(Plan) },
    }),
    async (c) => c.json(await listPlans(c.var.deps, c.req.valid("query"))),
  )
  .get(
    "/plans/:id",
    requireScope("community.read"),
    endpoint({
      summary: "One plan; an archived one only for its creator, operators, and who has applied for it",
      params: OnePlan,
      responses: { 200: Plan },
      problems: ["NOT_FOUND"],
    }),
    async (c) => respondWithEtag(c, await readPlan(c.var.deps, c.var.session, c.req.valid("param").id)),
  )
  .patch(
    "/plans/:id",
    requirePermissions("plan.manage"),
    endpoint({
      summary: "Change an active plan",
      params: OnePlan,
      body: PlanChanges,
      responses: { 200: Plan },
      problems: ["NOT_FOUND", "ILLEGAL_TRANSITION"],
      audit: "plan.update",
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      c.set("auditNote", { details: { planId: id } });
      return c.json(await changePlan(c.var.deps, { id, ...c.req.valid("json") }));
    },
  )
  .delete(
    "/plans/:id",
    requirePermissions("plan.manage"),
    endpoint({
      summary: "Archive a plan: it takes no applications any more, and what was applied for stays",
      params: OnePlan,
      responses: { 204: null },
      problems: ["NOT_FOUND"],
      audit: "plan.archive",
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      c.set("auditNote", { details: { planId: id } });
      await archivePlan(c.var.deps, id);
      return c.body(null, 204);
    },
  );
