import { and, eq, sql } from "drizzle-orm";
import { commit, GuardFailed, requireChange, type Statement } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { newId } from "../../platform/ids/typeid.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { CurrentSession } from "../sessions/index.ts";
import { type JobApplicationRow, renderJobApplication } from "./application-rows.ts";
import type { JobApplication, JobApplicationStatus, NewJobApplication } from "./contract.ts";
import type { CareersDeps } from "./deps.ts";
import { jobApplicationSubmitted } from "./events.ts";
import { requireJob } from "./job-ads.ts";
import { jobAds, jobApplications } from "./schema.ts";

/**
 * Applies for a job: once, whatever comes of it.
 *
 * @throws Problem `NOT_FOUND` for a job that one may not see, `CONFLICT` for who has applied before,
 * `ILLEGAL_TRANSITION` for a closed job.
 */
export async function submitJobApplication(
  deps: CareersDeps,
  applicant: CurrentSession,
  { jobId, message }: NewJobApplication & { jobId: string },
): Promise<JobApplication> {
  const { title: jobTitle, posterId } = await requireJob(deps, applicant, jobId);
  const now = deps.now();
  const row: JobApplicationRow = {
    id: newId("japp"),
    jobId,
    jobTitle,
    posterId,
    applicantId: applicant.userId,
    message,
    status: "submitted",
    history: [{ status: "submitted", at: now }],
    createdAt: now,
    updatedAt: now,
  };
  const { id: jobApplicationId, applicantId } = row;
  const event = { jobApplicationId, jobId, jobTitle, posterId, applicantId };
  try {
    await commit(deps, [
      insertWhileJobIsOpen(deps, row),
      requireChange(deps),
      recordEvent(deps, jobApplicationSubmitted, event),
    ]);
  } catch (error) {
    if (!(error instanceof GuardFailed)) throw error;
    if (await hasApplied(deps, row)) throw new Problem("CONFLICT", "You have applied for this job before.");
    throw new Problem("ILLEGAL_TRANSITION", "The job is closed and takes no applications.");
  }
  return renderJobApplication(deps, row);
}

/** The job may be closed, and the same person may apply from another tab, while this one is on its way. */
function insertWhileJobIsOpen(deps: CareersDeps, row: JobApplicationRow): Statement {
  const columns = {
    id: sql<string>`${row.id}`.as("id"),
    jobId: jobAds.id,
    applicantId: sql<string>`${row.applicantId}`.as("applicant_id"),
    message: sql<string>`${row.message}`.as("message"),
    status: sql<JobApplicationStatus>`${row.status}`.as("status"),
    history: sql<JobApplicationRow["history"]>`${JSON.stringify(row.history)}`.as("history"),
    createdAt: sql<number>`${row.createdAt}`.as("created_at"),
    updatedAt: sql<number>`${row.updatedAt}`.as("updated_at"),
  };
  const fromOpenJob = deps.db
    .select(columns)
    .from(jobAds)
    .where(and(eq(jobAds.id, row.jobId), eq(jobAds.status, "open")));
  return deps.db.insert(jobApplications).select(fromOpenJob).onConflictDoNothing();
}

async function hasApplied(deps: CareersDeps, { jobId, applicantId }: JobApplicationRow): Promise<boolean> {
  const row = await deps.db
    .select({ id: jobApplications.id })
    .from(jobApplications)
    .where(and(eq(jobApplications.applicantId, applicantId), eq(jobApplications.jobId, jobId)))
    .get();
  return row !== undefined;
}
