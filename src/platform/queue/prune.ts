import { and, inArray, lt, sql } from "drizzle-orm";
import { removedAtOnce, removeInSteps } from "../db/in-steps.ts";
import { pruneTimings } from "../statistics/timings.ts";
import { hasNotSucceeded, jobs } from "./schema.ts";
import type { WorkDeps } from "./work.ts";

const dayMs = 24 * 3600 * 1000;
/** What was given up is kept so many times as long: an operator may still want it tried again. */
const patience = 4;

/** Removes jobs that were done or cancelled JOB_RETENTION_DAYS ago, those given up later, in bounded steps. */
export async function pruneJobs(deps: WorkDeps): Promise<void> {
  const keptMs = deps.config.JOB_RETENTION_DAYS * dayMs;
  const before = deps.now() - keptMs;
  await removeInSteps(() => removeSome(deps, before));
  await removeInSteps(() => removeDead(deps, deps.now() - patience * keptMs));
  await pruneTimings(deps, "job", before);
}

async function removeSome({ db }: WorkDeps, before: number): Promise<number> {
  const old = db
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(lt(jobs.finishedAt, before), inArray(jobs.state, ["succeeded", "cancelled"])))
    .orderBy(jobs.finishedAt)
    .limit(removedAtOnce);
  const removed = await db.delete(jobs).where(inArray(jobs.id, old)).returning({ id: jobs.id });
  return removed.length;
}

async function removeDead({ db }: WorkDeps, before: number): Promise<number> {
  const old = db
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(hasNotSucceeded, sql`${jobs.state} = 'dead'`, lt(jobs.finishedAt, before)))
    .limit(removedAtOnce);
  const removed = await db.delete(jobs).where(inArray(jobs.id, old)).returning({ id: jobs.id });
  return removed.length;
}
