import { Hono } from "hono";
import { z } from "zod";
import { auditUnlessTooLate } from "../../platform/audit/unless-too-late.ts";
import { pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { respondWithEtag } from "../../platform/http/etag.ts";
import { idempotent } from "../../platform/http/idempotency.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { limitUser } from "../../platform/limits/user-limit.ts";
import { requireScope } from "../sessions/index.ts";
import { listApplicationsForJob, listOwnJobApplications, readJobApplication } from "./application-rows.ts";
import {
  JobApplication,
  JobApplicationId,
  JobApplicationQuery,
  JobId,
  MoveJobApplication,
  NewJobApplication,
} from "./contract.ts";
import type { CareersDeps } from "./deps.ts";
import { moveJobApplication, withdrawJobApplication } from "./move-application.ts";
import { submitJobApplication } from "./submit-application.ts";

const OneJob = z.strictObject({ id: JobId });
const OneApplication = z.strictObject({ id: JobApplicationId });

export const jobApplicationRoutes = new Hono<FeatureEnv<CareersDeps>>()
  .post(
    "/jobs/:id/applications",
    requireScope("community.write"),
    limitUser("APPLICATION"),
    idempotent,
    endpoint({
      summary: "Apply for a job, once",
      params: OneJob,
      body: NewJobApplication,
      responses: { 201: JobApplication },
      problems: ["NOT_FOUND", "CONFLICT", "ILLEGAL_TRANSITION"],
    }),
    async (c) => {
      const input = { jobId: c.req.valid("param").id, ...c.req.valid("json") };
      return c.json(await submitJobApplication(c.var.deps, c.var.session, input), 201);
    },
  )
  .get(
    "/jobs/:id/applications",
    requireScope("community.read"),
    endpoint({
      summary: "The applications for a job, the newest first: for its poster, or with job.manage",
      params: OneJob,
      query: JobApplicationQuery,
      responses: { 200: pageOf(JobApplication) },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const query = { jobId: c.req.valid("param").id, ...c.req.valid("query") };
      return c.json(await listApplicationsForJob(c.var.deps, c.var.session, query));
    },
  )
  .get(
    "/job-applications",
    requireScope("community.read"),
    endpoint({
      summary: "One's own applications for jobs, the newest first",
      query: JobApplicationQuery,
      responses: { 200: pageOf(JobApplication) },
    }),
    async (c) => {
      const query = { applicantId: c.var.session.userId, ...c.req.valid("query") };
      return c.json(await listOwnJobApplications(c.var.deps, query));
    },
  )
  .get(
    "/job-applications/:id",
    requireScope("community.read"),
    endpoint({
      summary: "One application for a job: one's own, or one that one may decide on",
      params: OneApplication,
      responses: { 200: JobApplication },
      problems: ["NOT_FOUND"],
    }),
    async (c) => respondWithEtag(c, await readJobApplication(c.var.deps, c.var.session, c.req.valid("param").id)),
  )
  .patch(
    "/job-applications/:id",
    requireScope("community.write"),
    endpoint({
      summary: "Move an application one step on, or reject it, as the job's poster or with job.manage; never one's own",
      params: OneApplication,
      body: MoveJobApplication,
      responses: { 200: JobApplication },
      problems: ["NOT_FOUND", "FORBIDDEN", "ILLEGAL_TRANSITION"],
      audit: "job_application.move",
    }),
    auditUnlessTooLate,
    async (c) => {
      const { id } = c.req.valid("param");
      const { status } = c.req.valid("json");
      c.set("auditNote", { details: { jobApplicationId: id, status } });
      return c.json(await moveJobApplication(c.var.deps, c.var.session, { id, status }));
    },
  )
  .post(
    "/job-applications/:id/withdraw",
    requireScope("community.write"),
    endpoint({
      summary: "Take one's own application for a job back, while it is neither accepted nor rejected",
      params: OneApplication,
      responses: { 200: JobApplication },
      problems: ["NOT_FOUND", "FORBIDDEN", "ILLEGAL_TRANSITION"],
    }),
    async (c) => c.json(await withdrawJobApplication(c.var.deps, c.var.session, c.req.valid("param").id)),
  );
