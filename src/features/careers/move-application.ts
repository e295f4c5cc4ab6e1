import { and, eq, inArray, sql } from "drizzle-orm";
import { commit, GuardFailed, requireChange, type Statement } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { CurrentSession } from "../sessions/index.ts";
import { type JobApplicationRow, requireJobApplication, rereadJobApplication } from "./application-rows.ts";
import type { JobApplication, JobApplicationStatus } from "./contract.ts";
import type { CareersDeps } from "./deps.ts";
import { jobApplicationMoved } from "./events.ts";
import { managesJob } from "./job-ads.ts";
import { originsOf } from "./progress.ts";
import { jobApplications } from "./schema.ts";

/**
 * Moves an application a step on, or rejects it. Of two who make the same move at once, the first one does.
 *
 * @throws Problem `NOT_FOUND` for one that the decider may not see, `FORBIDDEN` for their own and for who may
 * not decide, `ILLEGAL_TRANSITION` for where it cannot go from where it is.
 */
export async function moveJobApplication(
  deps: CareersDeps,
  decider: CurrentSession,
  { id, status }: { id: string; status: JobApplicationStatus },
): Promise<JobApplication> {
  const row = await requireJobApplication(deps, decider, id);
  // Whoever posts a job may apply for it, and then somebody else decides.
  if (row.applicantId === decider.userId || !managesJob(decider, row)) throw new Problem("FORBIDDEN");
  // That is for the applicant to do.
  if (status === "withdrawn") throw illegal(row, status);
  const { jobId, jobTitle, applicantId } = row;
  const event = { jobApplicationId: id, jobId, jobTitle, applicantId, deciderId: decider.userId, status };
  return move(deps, row, status, [recordEvent(deps, jobApplicationMoved, event)]);
}

/**
 * Takes one's own application back while it is open.
 *
 * @throws Problem `NOT_FOUND`, `FORBIDDEN` for another's that one may see, `ILLEGAL_TRANSITION` for one that
 * has ended.
 */
export async function withdrawJobApplication(
  deps: CareersDeps,
  applicant: CurrentSession,
  id: string,
): Promise<JobApplication> {
  const row = await requireJobApplication(deps, applicant, id);
  if (row.applicantId !== applicant.userId) throw new Problem("FORBIDDEN");
  return move(deps, row, "withdrawn", []);
}

/** The update decides between those who come at once; of the others nothing is written, no event either. */
async function move(
  deps: CareersDeps,
  row: JobApplicationRow,
  status: JobApplicationStatus,
  events: Statement[],
): Promise<JobApplication> {
  const origins = originsOf(status);
  if (!origins.includes(row.status)) throw illegal(row, status);
  const at = deps.now();
  // Added to what is stored then, which may be a step further than what was read here.
  const history = sql`json_insert(${jobApplications.history}, '$[#]', json_object('status', ${status}, 'at', ${at}))`;
  const change = { status, history, updatedAt: at };
  const isOnTheWay = and(eq(jobApplications.id, row.id), inArray(jobApplications.status, origins));
  try {
    await commit(deps, [deps.db.update(jobApplications).set(change).where(isOnTheWay), requireChange(deps), ...events]);
  } catch (error) {
    if (!(error instanceof GuardFailed)) throw error;
    throw new Problem("ILLEGAL_TRANSITION", "The application has gone elsewhere meanwhile.");
  }
  return rereadJobApplication(deps, row.id);
}

function illegal({ status: from }: JobApplicationRow, to: JobApplicationStatus): Problem {
  return new Problem("ILLEGAL_TRANSITION", `An application that is ${from} cannot become ${to}.`);
}
