import { Hono } from "hono";
import { z } from "zod";
import { pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { respondWithEtag } from "../../platform/http/etag.ts";
import { idempotent } from "../../platform/http/idempotency.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { requirePermissions, requireScope } from "../sessions/index.ts";
import { Job, JobChanges, JobId, JobQuery, NewJob } from "./contract.ts";
import type { CareersDeps } from "./deps.ts";
import { changeJob, closeJob, listJobs, postJob, readJob } from "./job-ads.ts";
import { searchJobs } from "./search-jobs.ts";

const OneJob = z.strictObject({ id: JobId });

export const jobRoutes = new Hono<FeatureEnv<CareersDeps>>()
  .post(
    "/jobs",
    requirePermissions("job.manage"),
    idempotent,
    endpoint({
      summary: "Post a job; its poster decides on applications for it",
      body: NewJob,
      responses: { 201: Job },
      audit: "job.create",
    }),
    async (c) => {
      const job = await postJob(c.var.deps, c.var.session.userId, c.req.valid("json"));
      c.set("auditNote", { details: { jobId: job.id } });
      return c.json(job, 201);
    },
  )
  .get(
    "/jobs",
    requireScope("community.read"),
    endpoint({
      summary: "The jobs that one can apply for, the newest first; with q those that have every word of it",
      query: JobQuery,
      responses: { 200: pageOf(Job) },
    }),
    async (c) => {
      const { q, ...page } = c.req.valid("query");
      return c.json(q === undefined ? await listJobs(c.var.deps, page) : await searchJobs(c.var.deps, { q, ...page }));
    },
  )
  .get(
    "/jobs/:id",
    requireScope("community.read"),
    endpoint({
      summary: "One job; a closed one only for its poster, operators, and who has applied for it",
      params: OneJob,
      responses: { 200: Job },
      problems: ["NOT_FOUND"],
    }),
    async (c) => respondWithEtag(c, await readJob(c.var.deps, c.var.session, c.req.valid("param").id)),
  )
  .patch(
    "/jobs/:id",
    requirePermissions("job.manage"),
    endpoint({
      summary: "Change an open job",
      params: OneJob,
      body: JobChanges,
      responses: { 200: Job },
      problems: ["NOT_FOUND", "ILLEGAL_TRANSITION"],
      audit: "job.update",
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      c.set("auditNote", { details: { jobId: id } });
      return c.json(await changeJob(c.var.deps, { id, ...c.req.valid("json") }));
    },
  )
  .delete(
    "/jobs/:id",
    requirePermissions("job.manage"),
    endpoint({
      summary: "Close a job: it takes no applications any more, and those there are go on",
      params: OneJob,
      responses: { 204: null },
      problems: ["NOT_FOUND"],
      audit: "job.close",
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      c.set("auditNote", { details: { jobId: id } });
      await closeJob(c.var.deps, id);
      return c.body(null, 204);
    },
  );
