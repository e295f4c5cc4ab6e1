import { and, desc, eq, lt, type SQL } from "drizzle-orm";
import { decodeCursor, toPage } from "../../platform/db/cursor.ts";
import type { Page } from "../../platform/http/contract.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { CurrentSession } from "../sessions/index.ts";
import type { UserSummary } from "../users/contract.ts";
import { findUserSummaries } from "../users/index.ts";
import type { JobApplication, JobApplicationStatus } from "./contract.ts";
import type { CareersDeps } from "./deps.ts";
import { managesJob, requireJob } from "./job-ads.ts";
import { jobAds, jobApplications } from "./schema.ts";

export type JobApplicationRow = typeof jobApplications.$inferSelect & { jobTitle: string; posterId: string };

type Query = { status?: JobApplicationStatus | undefined; limit: number; cursor?: string | undefined };

/** Somebody's own applications for jobs, the newest first. */
export async function listOwnJobApplications(
  deps: CareersDeps,
  { applicantId, ...query }: Query & { applicantId: string },
): Promise<Page<JobApplication>> {
  return listJobApplications(deps, eq(jobApplications.applicantId, applicantId), query);
}

/**
 * The applications for a job, the newest first, for who decides on them.
 *
 * @throws Problem `NOT_FOUND`, to everybody else too.
 */
export async function listApplicationsForJob(
  deps: CareersDeps,
  viewer: CurrentSession,
  { jobId, ...query }: Query & { jobId: string },
): Promise<Page<JobApplication>> {
  const job = await requireJob(deps, viewer, jobId);
  if (!managesJob(viewer, job)) throw new Problem("NOT_FOUND");
  return listJobApplications(deps, eq(jobApplications.jobId, jobId), query);
}

/** One application. @throws as {@link requireJobApplication}. */
export async function readJobApplication(
  deps: CareersDeps,
  viewer: CurrentSession,
  id: string,
): Promise<JobApplication> {
  return renderJobApplication(deps, await requireJobApplication(deps, viewer, id));
}

/**
 * An application that somebody may see: their own, or one that they may decide on.
 *
 * @throws Problem `NOT_FOUND`.
 */
export async function requireJobApplication(
  deps: CareersDeps,
  viewer: CurrentSession,
  id: string,
): Promise<JobApplicationRow> {
  const row = await requireRow(deps, id);
  if (row.applicantId !== viewer.userId && !managesJob(viewer, row)) throw new Problem("NOT_FOUND");
  return row;
}

/** One application, as it is stored now. */
export async function rereadJobApplication(deps: CareersDeps, id: string): Promise<JobApplication> {
  return renderJobApplication(deps, await requireRow(deps, id));
}

async function requireRow(deps: CareersDeps, id: string): Promise<JobApplicationRow> {
  const [found] = await selectJobApplications(deps, eq(jobApplications.id, id)).limit(1);
  if (!found) throw new Problem("NOT_FOUND");
  return flat(found);
}

export async function renderJobApplication(deps: CareersDeps, row: JobApplicationRow): Promise<JobApplication> {
  return render(row, await findUserSummaries(deps, [row.applicantId]));
}

async function listJobApplications(
  deps: CareersDeps,
  isOf: SQL,
  { status, limit, cursor }: Query,
): Promise<Page<JobApplication>> {
  const before = decodeCursor(cursor, [""])?.[0];
  const isInState = status === undefined ? undefined : eq(jobApplications.status, status);
  const isBefore = before === undefined ? undefined : lt(jobApplications.id, before);
  const rows = await selectJobApplications(deps, and(isOf, isInState, isBefore))
    .orderBy(desc(jobApplications.id))
    .limit(limit + 1);
  const { items, nextCursor } = toPage(rows.map(flat), limit, ({ id }) => [id]);
  const people = await findUserSummaries(deps, [...new Set(items.map(({ applicantId }) => applicantId))]);
  return { items: items.map((row) => render(row, people)), nextCursor };
}

function selectJobApplications(deps: CareersDeps, isWanted: SQL | undefined) {
  return deps.db
    .select({ application: jobApplications, jobTitle: jobAds.title, posterId: jobAds.posterId })
    .from(jobApplications)
    .innerJoin(jobAds, eq(jobAds.id, jobApplications.jobId))
    .where(isWanted);
}

type Joined = { application: typeof jobApplications.$inferSelect; jobTitle: string; posterId: string };

function flat({ application, jobTitle, posterId }: Joined): JobApplicationRow {
  return { ...application, jobTitle, posterId };
}

function render(row: JobApplicationRow, people: Map<string, UserSummary>): JobApplication {
  const { id, jobId, jobTitle, message, status, history } = row;
  return {
    id,
    jobId,
    jobTitle,
    applicant: people.get(row.applicantId) ?? null,
    message,
    status,
    history: history.map((step) => ({ status: step.status, at: new Date(step.at).toISOString() })),
    createdAt: new Date(row.createdAt).toISOString(),
    updatedAt: new Date(row.updatedAt).toISOString(),
  };
}
