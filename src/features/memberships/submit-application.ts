import { and, eq, inArray, sql } from "drizzle-orm";
import { commit, GuardFailed, requireChange, type Statement } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { newId } from "../../platform/ids/typeid.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { CurrentSession } from "../sessions/index.ts";
import { type ApplicationRow, renderApplication } from "./application-rows.ts";
import type { Application, NewApplication } from "./contract.ts";
import type { MembershipsDeps } from "./deps.ts";
import { applicationSubmitted } from "./events.ts";
import { requirePlan } from "./plans.ts";
import { applications, plans } from "./schema.ts";

/**
 * Applies for a plan. Who has been rejected, or has withdrawn, may apply again.
 *
 * @throws Problem `NOT_FOUND` for a plan that one may not see, `CONFLICT` while an application of theirs is
 * open or approved, `ILLEGAL_TRANSITION` for an archived plan.
 */
export async function submitApplication(
  deps: MembershipsDeps,
  applicant: CurrentSession,
  { planId, message = null }: NewApplication & { planId: string },
): Promise<Application> {
  const { name: planName, creatorId, status: planStatus } = await requirePlan(deps, applicant, planId);
  if (planStatus === "archived") throw archived();
  const row: ApplicationRow = {
    id: newId("app"),
    planId,
    planName,
    creatorId,
    applicantId: applicant.userId,
    message,
    status: "submitted",
    reason: null,
    decidedBy: null,
    decidedAt: null,
    createdAt: deps.now(),
  };
  const { id: applicationId, applicantId } = row;
  const event = { applicationId, planId, planName, creatorId, applicantId };
  try {
    await commit(deps, [
      insertWhilePlanIsActive(deps, row),
      requireChange(deps),
      recordEvent(deps, applicationSubmitted, event),
    ]);
  } catch (error) {
    if (!(error instanceof GuardFailed)) throw error;
    throw (await hasStanding(deps, row)) ? standing() : archived();
  }
  return renderApplication(deps, row);
}

/** The plan may be archived, and the same person may apply from another tab, while this one is on its way. */
function insertWhilePlanIsActive(deps: MembershipsDeps, row: ApplicationRow): Statement {
  const columns = {
    id: sql<string>`${row.id}`.as("id"),
    planId: plans.id,
    applicantId: sql<string>`${row.applicantId}`.as("applicant_id"),
    message: sql<string | null>`${row.message}`.as("message"),
    status: sql<ApplicationRow["status"]>`${row.status}`.as("status"),
    reason: sql<null>`NULL`.as("reason"),
    decidedBy: sql<null>`NULL`.as("decided_by"),
    decidedAt: sql<null>`NULL`.as("decided_at"),
    createdAt: sql<number>`${row.createdAt}`.as("created_at"),
  };
  const fromActivePlan = deps.db
    .select(columns)
    .from(plans)
    .where(and(eq(plans.id, row.planId), eq(plans.status, "active")));
  return deps.db.insert(applications).select(fromActivePlan).onConflictDoNothing();
}

async function hasStanding(deps: MembershipsDeps, { planId, applicantId }: ApplicationRow): Promise<boolean> {
  const row = await deps.db
    .select({ id: applications.id })
    .from(applications)
    .where(
      and(
        eq(applications.planId, planId),
        eq(applications.applicantId, applicantId),
        inArray(applications.status, ["submitted", "approved"]),
      ),
    )
    .get();
  return row !== undefined;
}

function standing(): Problem {
  return new Problem("CONFLICT", "There is an application of yours for this plan that is open or approved.");
}

function archived(): Problem {
  return new Problem("ILLEGAL_TRANSITION", "The plan is archived and takes no applications.");
}
