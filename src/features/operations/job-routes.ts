import { Hono } from "hono";
import { pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { respondWithEtag } from "../../platform/http/etag.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { requirePermissions } from "../sessions/index.ts";
import { JobDetails, JobQuery, JobRecord, JobStatistics, OneJob, StatisticsQuery } from "./contract.ts";
import type { OperationsDeps } from "./deps.ts";
import { changeJob, listJobRecords, readJob, readStatistics } from "./job-records.ts";
import { statisticsSince } from "./statistics-span.ts";

/** What operators see of the jobs and do with them. */
export const adminJobRoutes = new Hono<FeatureEnv<OperationsDeps>>()
  .get(
    "/admin/jobs",
    requirePermissions("job.view"),
    endpoint({
      summary: "The jobs, the newest first; `state=dead` is what was given up",
      query: JobQuery,
      responses: { 200: pageOf(JobRecord) },
    }),
    async (c) => c.json(await listJobRecords(c.var.deps, c.req.valid("query"))),
  )
  .get(
    "/admin/jobs/stats",
    requirePermissions("job.view"),
    endpoint({
      summary: "How many jobs of each kind are in which state, how long they take and wait",
      query: StatisticsQuery,
      responses: { 200: JobStatistics },
    }),
    async (c) => c.json(await readStatistics(c.var.deps, statisticsSince(c.var.deps, c.req.valid("query")))),
  )
  .get(
    "/admin/jobs/:id",
    requirePermissions("job.view"),
    endpoint({
      summary: "One job, without what its input holds",
      params: OneJob,
      responses: { 200: JobDetails },
      problems: ["NOT_FOUND"],
    }),
    async (c) => respondWithEtag(c, await readJob(c.var.deps, c.req.valid("param").id)),
  )
  .post(
    "/admin/jobs/:id/retry",
    requirePermissions("queue.manage"),
    endpoint({
      summary: "Have a job tried again at once that was given up or waits for its next try",
      params: OneJob,
      responses: { 200: JobDetails },
      problems: ["NOT_FOUND", "ILLEGAL_TRANSITION"],
      audit: "job.retry",
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      c.set("auditNote", { details: { jobId: id } });
      return c.json(await changeJob(c.var.deps, "retry", id));
    },
  )
  .post(
    "/admin/jobs/:id/cancel",
    requirePermissions("queue.manage"),
    endpoint({
      summary: "Take back a job that nobody runs at this moment",
      params: OneJob,
      responses: { 200: JobDetails },
      problems: ["NOT_FOUND", "ILLEGAL_TRANSITION"],
      audit: "job.cancel",
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      c.set("auditNote", { details: { jobId: id } });
      return c.json(await changeJob(c.var.deps, "cancel", id));
    },
  );
