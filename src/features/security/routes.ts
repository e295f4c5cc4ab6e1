import { Hono } from "hono";
import { verifyAudit } from "../../platform/audit/verify.ts";
import { pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { requirePermissions, requireSession } from "../sessions/index.ts";
import { listAuditRecords, listSecurityEvents } from "./audit-log.ts";
import { AuditQuery, AuditRecord, AuditVerification, SecurityEvent, SecurityEventsQuery } from "./contract.ts";
import type { SecurityDeps } from "./deps.ts";

export const securityRoutes = new Hono<FeatureEnv<SecurityDeps>>()
  .get(
    "/me/security-events",
    requireSession,
    endpoint({
      summary: "What happened to one's account's security, newest first",
      query: SecurityEventsQuery,
      responses: { 200: pageOf(SecurityEvent) },
    }),
    async (c) => c.json(await listSecurityEvents(c.var.deps, c.var.session, c.req.valid("query"))),
  )
  .get(
    "/admin/audit",
    requirePermissions("audit.view"),
    endpoint({
      summary: "The audit log, newest first",
      query: AuditQuery,
      responses: { 200: pageOf(AuditRecord) },
      audit: "audit.view",
    }),
    async (c) => c.json(await listAuditRecords(c.var.deps, c.req.valid("query"))),
  )
  .get(
    "/admin/audit/verification",
    requirePermissions("audit.view"),
    endpoint({
      summary: "Whether the audit log is whole and unaltered",
      responses: { 200: AuditVerification },
      audit: "audit.verify",
    }),
    async (c) => c.json(await verifyAudit(c.var.deps)),
  );
