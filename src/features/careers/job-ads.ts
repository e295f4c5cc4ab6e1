import { and, desc, eq, lt } from "drizzle-orm";
import { decodeCursor, toPage } from "../../platform/db/cursor.ts";
import type { Page } from "../../platform/http/contract.ts";
import { newId } from "../../platform/ids/typeid.ts";
import { Problem } from "../../platform/http/problem.ts";
import { type CurrentSession, permits } from "../sessions/index.ts";
import type { UserSummary } from "../users/contract.ts";
import { findUserSummaries } from "../users/index.ts";
import type { Job, JobChanges, NewJob } from "./contract.ts";
import type { CareersDeps } from "./deps.ts";
import { jobAds, jobApplications } from "./schema.ts";

export type JobRow = Omit<typeof jobAds.$inferSelect, "number">;

/** Posts a job; its poster decides on applications for it. */
export async function postJob(deps: CareersDeps, posterId: string, input: NewJob): Promise<Job> {
  const { title, description, location = null } = input;
  const now = deps.now();
  const row: JobRow = {
    id: newId("jobad"),
    title,
    description,
    location,
    status: "open",
    posterId,
    createdAt: now,
    updatedAt: now,
  };
  await deps.db.insert(jobAds).values(row);
  return renderOne(deps, row);
}

/** The jobs that one can apply for, the newest first. */
export async function listJobs(
  deps: CareersDeps,
  query: { limit: number; cursor?: string | undefined },
): Promise<Page<Job>> {
  const before = decodeCursor(query.cursor, [""])?.[0];
  const rows = await deps.db
    .select()
    .from(jobAds)
    .where(and(eq(jobAds.status, "open"), before === undefined ? undefined : lt(jobAds.id, before)))
    .orderBy(desc(jobAds.id))
    .limit(query.limit + 1);
  const { items, nextCursor } = toPage(rows, query.limit, ({ id }) => [id]);
  return { items: await renderJobs(deps, items), nextCursor };
}

/** One job. @throws as {@link requireJob}. */
export async function readJob(deps: CareersDeps, viewer: CurrentSession, id: string): Promise<Job> {
  return renderOne(deps, await requireJob(deps, viewer, id));
}

/**
 * Changes an open job.
 *
 * @throws Problem `NOT_FOUND`, or `ILLEGAL_TRANSITION` for one that is closed.
 */
export async function changeJob(deps: CareersDeps, { id, ...changes }: JobChanges & { id: string }): Promise<Job> {
  // Absent is not `undefined` to the wire, and drizzle leaves out what is undefined.
  const named = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const [row] = await deps.db
    .update(jobAds)
    .set({ ...named, updatedAt: deps.now() })
    .where(and(eq(jobAds.id, id), eq(jobAds.status, "open")))
    .returning();
  if (row) return renderOne(deps, row);
  await requireRow(deps, id);
  throw new Problem("ILLEGAL_TRANSITION", "The job is closed.");
}

/** Closes a job: it takes no applications any more. Doing it again changes nothing. @throws Problem `NOT_FOUND`. */
export async function closeJob(deps: CareersDeps, id: string): Promise<void> {
  await requireRow(deps, id);
  await deps.db
    .update(jobAds)
    .set({ status: "closed", updatedAt: deps.now() })
    .where(and(eq(jobAds.id, id), eq(jobAds.status, "open")));
}

/**
 * A job that somebody may see: everybody an open one; a closed one its poster, those who manage jobs, and
 * who has applied for it.
 *
 * @throws Problem `NOT_FOUND`.
 */
export async function requireJob(deps: CareersDeps, viewer: CurrentSession, id: string): Promise<JobRow> {
  const row = await requireRow(deps, id);
  if (row.status === "open" || managesJob(viewer, row)) return row;
  const applied = await deps.db
    .select({ id: jobApplications.id })
    .from(jobApplications)
    .where(and(eq(jobApplications.applicantId, viewer.userId), eq(jobApplications.jobId, id)))
    .get();
  if (!applied) throw new Problem("NOT_FOUND");
  return row;
}

/** Whether somebody decides on applications for a job: as its poster, or by permission. */
export function managesJob({ userId, permissions }: CurrentSession, job: { posterId: string }): boolean {
  return job.posterId === userId || permits(permissions, "job.manage");
}

async function requireRow(deps: CareersDeps, id: string): Promise<JobRow> {
  const row = await deps.db.select().from(jobAds).where(eq(jobAds.id, id)).get();
  if (!row) throw new Problem("NOT_FOUND");
  return row;
}

/** Jobs with who posted them. */
export async function renderJobs(deps: CareersDeps, rows: JobRow[]): Promise<Job[]> {
  const people = await findUserSummaries(deps, [...new Set(rows.map(({ posterId }) => posterId))]);
  return rows.map((row) => render(row, people));
}

async function renderOne(deps: CareersDeps, row: JobRow): Promise<Job> {
  return render(row, await findUserSummaries(deps, [row.posterId]));
}

function render(row: JobRow, people: Map<string, UserSummary>): Job {
  const { id, title, description, location, status } = row;
  return {
    id,
    title,
    description,
    location,
    status,
    poster: people.get(row.posterId) ?? null,
    createdAt: new Date(row.createdAt).toISOString(),
    updatedAt: new Date(row.updatedAt).toISOString(),
  };
}
