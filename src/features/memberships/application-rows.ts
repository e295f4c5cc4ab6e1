import { and, asc, desc, eq, gt, lt, type SQL } from "drizzle-orm";
import { decodeCursor, toPage } from "../../platform/db/cursor.ts";
import type { Page } from "../../platform/http/contract.ts";
import { Problem } from "../../platform/http/problem.ts";
import { type CurrentSession, permits } from "../sessions/index.ts";
import type { UserSummary } from "../users/contract.ts";
import { findUserSummaries } from "../users/index.ts";
import type { Application } from "./contract.ts";
import type { MembershipsDeps } from "./deps.ts";
import { requirePlan } from "./plans.ts";
import { applications, plans } from "./schema.ts";

export type ApplicationRow = typeof applications.$inferSelect & { planName: string; creatorId: string };

type Query = { status?: ApplicationRow["status"] | undefined; limit: number; cursor?: string | undefined };

/** Somebody's own applications, the newest first; the approved ones are their memberships. */
export async function listOwnApplications(
  deps: MembershipsDeps,
  { applicantId, ...query }: Query & { applicantId: string },
): Promise<Page<Application>> {
  return listApplications(deps, eq(applications.applicantId, applicantId), query);
}

/**
 * The applications for a plan, the newest first, for who decides on them.
 *
 * @throws Problem `NOT_FOUND`, to everybody else too.
 */
export async function listApplicationsForPlan(
  deps: MembershipsDeps,
  viewer: CurrentSession,
  { planId, ...query }: Query & { planId: string },
): Promise<Page<Application>> {
  const plan = await requirePlan(deps, viewer, planId);
  if (!decides(viewer, plan)) throw new Problem("NOT_FOUND");
  return listApplications(deps, eq(applications.planId, planId), query);
}

/** The applications for every plan, the oldest first: whoever waits longest is decided on first. */
export async function listEveryApplication(deps: MembershipsDeps, query: Query): Promise<Page<Application>> {
  const after = decodeCursor(query.cursor, [""])?.[0];
  const isInState = query.status === undefined ? undefined : eq(applications.status, query.status);
  const isAfter = after === undefined ? undefined : gt(applications.id, after);
  const rows = await selectApplications(deps, and(isInState, isAfter))
    .orderBy(asc(applications.id))
    .limit(query.limit + 1);
  return renderPage(deps, rows.map(flat), query.limit);
}

/** One application. @throws as {@link requireApplication}. */
export async function readApplication(deps: MembershipsDeps, viewer: CurrentSession, id: string): Promise<Application> {
  return renderApplication(deps, await requireApplication(deps, viewer, id));
}

/**
 * An application that somebody may see: their own, or one that they may decide on.
 *
 * @throws Problem `NOT_FOUND`.
 */
export async function requireApplication(
  deps: MembershipsDeps,
  viewer: CurrentSession,
  id: string,
): Promise<ApplicationRow> {
  const [found] = await selectApplications(deps, eq(applications.id, id)).limit(1);
  if (!found) throw new Problem("NOT_FOUND");
  const row = flat(found);
  if (row.applicantId !== viewer.userId && !decides(viewer, row)) throw new Problem("NOT_FOUND");
  return row;
}

/** Whether somebody decides on applications for a plan: as its creator, or by permission. */
export function decides({ userId, permissions }: CurrentSession, plan: { creatorId: string }): boolean {
  return plan.creatorId === userId || permits(permissions, "application.decide");
}

export async function renderApplication(deps: MembershipsDeps, row: ApplicationRow): Promise<Application> {
  return render(row, await findUserSummaries(deps, [row.applicantId]));
}

async function listApplications(
  deps: MembershipsDeps,
  isOf: SQL,
  { status, limit, cursor }: Query,
): Promise<Page<Application>> {
  const before = decodeCursor(cursor, [""])?.[0];
  const isInState = status === undefined ? undefined : eq(applications.status, status);
  const isBefore = before === undefined ? undefined : lt(applications.id, before);
  const rows = await selectApplications(deps, and(isOf, isInState, isBefore))
    .orderBy(desc(applications.id))
    .limit(limit + 1);
  return renderPage(deps, rows.map(flat), limit);
}

async function renderPage(deps: MembershipsDeps, rows: ApplicationRow[], limit: number): Promise<Page<Application>> {
  const { items, nextCursor } = toPage(rows, limit, ({ id }) => [id]);
  const people = await findUserSummaries(deps, [...new Set(items.map(({ applicantId }) => applicantId))]);
  return { items: items.map((row) => render(row, people)), nextCursor };
}

function selectApplications(deps: MembershipsDeps, isWanted: SQL | undefined) {
  return deps.db
    .select({ application: applications, planName: plans.name, creatorId: plans.creatorId })
    .from(applications)
    .innerJoin(plans, eq(plans.id, applications.planId))
    .where(isWanted);
}

function flat({
  application,
  planName,
  creatorId,
}: {
  application: typeof applications.$inferSelect;
  planName: string;
  creatorId: string;
}): ApplicationRow {
  return { ...application, planName, creatorId };
}

function render(row: ApplicationRow, people: Map<string, UserSummary>): Application {
  const { id, planId, planName, message, status, reason, decidedBy } = row;
  return {
    id,
    planId,
    planName,
    applicant: people.get(row.applicantId) ?? null,
    message,
    status,
    reason,
    decidedBy,
    decidedAt: row.decidedAt === null ? null : new Date(row.decidedAt).toISOString(),
    createdAt: new Date(row.createdAt).toISOString(),
  };
}
