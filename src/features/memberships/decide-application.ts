import { and, eq } from "drizzle-orm";
import { commit, GuardFailed, requireChange, type Statement } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { CurrentSession } from "../sessions/index.ts";
import { type ApplicationRow, decides, renderApplication, requireApplication } from "./application-rows.ts";
import type { Application } from "./contract.ts";
import type { MembershipsDeps } from "./deps.ts";
import { applicationApproved, applicationRejected } from "./events.ts";
import { applications } from "./schema.ts";

type Decision = Pick<ApplicationRow, "status" | "reason" | "decidedBy" | "decidedAt">;

/**
 * Approves an application: its applicant is a member from now on. Two who decide at once: the first one does.
 *
 * @throws Problem `NOT_FOUND` for one that the decider may not see, `FORBIDDEN` for their own and for who may
 * not decide, `ILLEGAL_TRANSITION` for one that is not open.
 */
export async function approveApplication(
  deps: MembershipsDeps,
  decider: CurrentSession,
  id: string,
): Promise<Application> {
  const row = await requireDecidable(deps, decider, id);
  return settle(deps, row, decisionOf(deps, decider, "approved"), [
    recordEvent(deps, applicationApproved, eventOf(row, decider)),
  ]);
}

/** Rejects an application, and says why or not. @throws as {@link approveApplication}. */
export async function rejectApplication(
  deps: MembershipsDeps,
  decider: CurrentSession,
  { id, reason }: { id: string; reason: string | null },
): Promise<Application> {
  const row = await requireDecidable(deps, decider, id);
  return settle(deps, row, { ...decisionOf(deps, decider, "rejected"), reason }, [
    recordEvent(deps, applicationRejected, { ...eventOf(row, decider), reason }),
  ]);
}

/**
 * Takes one's own application back while it is open.
 *
 * @throws Problem `NOT_FOUND`, `FORBIDDEN` for another's that one may see, `ILLEGAL_TRANSITION` for one that
 * is not open.
 */
export async function withdrawApplication(
  deps: MembershipsDeps,
  applicant: CurrentSession,
  id: string,
): Promise<Application> {
  const row = await requireApplication(deps, applicant, id);
  if (row.applicantId !== applicant.userId) throw new Problem("FORBIDDEN");
  requireOpen(row);
  return settle(deps, row, { ...decisionOf(deps, applicant, "withdrawn"), decidedBy: null }, []);
}

async function requireDecidable(deps: MembershipsDeps, decider: CurrentSession, id: string): Promise<ApplicationRow> {
  const row = await requireApplication(deps, decider, id);
  // Whoever creates a plan may apply for it, and then somebody else decides.
  if (row.applicantId === decider.userId || !decides(decider, row)) throw new Problem("FORBIDDEN");
  requireOpen(row);
  return row;
}

function requireOpen({ status }: ApplicationRow): void {
  if (status !== "submitted") throw new Problem("ILLEGAL_TRANSITION", `The application is ${status} already.`);
}

function decisionOf(deps: MembershipsDeps, { userId }: CurrentSession, status: Decision["status"]): Decision {
  return { status, reason: null, decidedBy: userId, decidedAt: deps.now() };
}

function eventOf({ id, planId, planName, applicantId }: ApplicationRow, { userId }: CurrentSession) {
  return { applicationId: id, planId, planName, applicantId, deciderId: userId };
}

/** The update decides between those who come at once; of the others nothing is written, no event either. */
async function settle(
  deps: MembershipsDeps,
  row: ApplicationRow,
  decision: Decision,
  events: Statement[],
): Promise<Application> {
  const isOpen = and(eq(applications.id, row.id), eq(applications.status, "submitted"));
  try {
    await commit(deps, [deps.db.update(applications).set(decision).where(isOpen), requireChange(deps), ...events]);
  } catch (error) {
    if (!(error instanceof GuardFailed)) throw error;
    throw new Problem("ILLEGAL_TRANSITION", "The application has been settled meanwhile.");
  }
  return renderApplication(deps, { ...row, ...decision });
}
