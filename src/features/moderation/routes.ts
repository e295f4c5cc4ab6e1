import { Hono } from "hono";
import { z } from "zod";
import { PageQuery, pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { idempotent } from "../../platform/http/idempotency.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { limitUser } from "../../platform/limits/user-limit.ts";
import { requirePermissions, requireScope } from "../sessions/index.ts";
import { Username, UserSummary } from "../users/contract.ts";
import { blockUser, listBlocks, unblockUser } from "./blocks.ts";
import { NewReport, Report, ReportDecision, ReportId, ReportQuery, ReportRecord } from "./contract.ts";
import type { ModerationDeps } from "./deps.ts";
import { decideReport, fileReport, listReports } from "./reports.ts";

const OneUser = z.strictObject({ username: Username });

export const moderationRoutes = new Hono<FeatureEnv<ModerationDeps>>()
  .put(
    "/users/:username/block",
    requireScope("community.write"),
    endpoint({
      summary: "Block somebody: nothing of theirs reaches one any more, and they are not told",
      params: OneUser,
      responses: { 204: null },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      await blockUser(c.var.deps, { blockerId: c.var.session.userId, username: c.req.valid("param").username });
      return c.body(null, 204);
    },
  )
  .delete(
    "/users/:username/block",
    requireScope("community.write"),
    endpoint({
      summary: "Take a block back",
      params: OneUser,
      responses: { 204: null },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      await unblockUser(c.var.deps, { blockerId: c.var.session.userId, username: c.req.valid("param").username });
      return c.body(null, 204);
    },
  )
  .get(
    "/me/blocks",
    requireScope("community.read"),
    endpoint({
      summary: "Whom one has blocked, the newest first",
      query: PageQuery,
      responses: { 200: pageOf(UserSummary) },
    }),
    async (c) => c.json(await listBlocks(c.var.deps, { blockerId: c.var.session.userId, ...c.req.valid("query") })),
  )
  .post(
    "/reports",
    requireScope("community.write"),
    limitUser("REPORT"),
    idempotent,
    endpoint({
      summary: "Report somebody, or what they wrote or made; while such a report is open, that one is given",
      body: NewReport,
      responses: { 200: Report, 201: Report },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const { report, isNew } = await fileReport(c.var.deps, c.var.session.userId, c.req.valid("json"));
      return c.json(report, isNew ? 201 : 200);
    },
  )
  .get(
    "/admin/reports",
    requirePermissions("report.view"),
    endpoint({
      summary: "What people reported, the newest first",
      query: ReportQuery,
      responses: { 200: pageOf(ReportRecord) },
    }),
    async (c) => c.json(await listReports(c.var.deps, c.req.valid("query"))),
  )
  .patch(
    "/admin/reports/:id",
    requirePermissions("report.resolve"),
    endpoint({
      summary: "Decide a report, once",
      params: z.strictObject({ id: ReportId }),
      body: ReportDecision,
      responses: { 200: ReportRecord },
      problems: ["NOT_FOUND", "ILLEGAL_TRANSITION"],
      audit: "report.resolve",
    }),
    async (c) => {
      const decision = { id: c.req.valid("param").id, ...c.req.valid("json") };
      c.set("auditNote", { details: { reportId: decision.id, status: decision.status } });
      return c.json(await decideReport(c.var.deps, { ...decision, decidedBy: c.var.session.userId }));
    },
  );
