import { and, eq, lte, sql } from "drizzle-orm";
import type { Job, QueueName } from "./job.ts";
import { isUnfinished, jobs, priorities, queueNames } from "./schema.ts";
import { leaseMs, runJob, type WorkDeps } from "./work.ts";

/** So many the sweep looks at of each queue and priority. */
const lookedAt = 25;
/** So many it runs itself, within the thousand D1 queries of an invocation; the rest it wakes others for. */
const sweepInline = 25;
/**
 * Its jobs take long, so the sweep wakes others for them. Those that this has not helped for a while it runs
 * itself: a few, side by side, and after all that is quick.
 */
const slowQueue: QueueName = "ai";
const slowInline = 5;
const overdueMs = 90_000;

type Due = { id: string; queue: QueueName; priority: string; runAt: number };

/**
 * Runs what is due although no queue message told of it: of each queue the high ones first, then the oldest.
 * The queues do not wait for each other.
 *
 * @param isAwaited whether somebody waits for the sweep: then it leaves to others what takes long.
 * @returns how many were due.
 */
export async function sweepJobs<Deps extends WorkDeps>(
  deps: Deps,
  table: Job<Deps>[],
  { isAwaited }: { isAwaited: boolean },
): Promise<number> {
  const due = await findDue(deps, table);
  const own = takeTurns(due.filter(({ queue }) => queue !== slowQueue)).slice(0, sweepInline);
  const overdue = due.filter(({ queue, runAt }) => queue === slowQueue && runAt <= deps.now() - overdueMs);
  const slow = isAwaited ? [] : overdue.slice(0, slowInline);
  await Promise.all(
    [...Map.groupBy(own, ({ queue }) => queue).values()].map(async (jobsOfQueue) => {
      for (const { id } of jobsOfQueue) await runOne(deps, table, id);
    }),
  );
  const mine = new Set([...own, ...slow]);
  for (const job of due) if (!mine.has(job)) await deps.wakeJob(job.queue, job.id, 0);
  await Promise.all(slow.map(({ id }) => runOne(deps, table, id)));
  return due.length;
}

/** One of which nothing can be written down keeps no other waiting. */
async function runOne<Deps extends WorkDeps>(deps: Deps, table: Job<Deps>[], jobId: string): Promise<void> {
  await runJob(deps, table, jobId).catch((error: unknown) => deps.log.error("a job was not run", error, { jobId }));
}

/** What is due of each queue, the high ones first: a flood in one of them hides nothing of another. */
async function findDue<Deps extends WorkDeps>(deps: Deps, table: Job<Deps>[]): Promise<Due[]> {
  const now = deps.now();
  const [first, ...others] = priorities.flatMap((priority) =>
    queueNames.map((queue) =>
      deps.db
        .select({ id: jobs.id, type: jobs.type, queue: jobs.queue, priority: jobs.priority, runAt: jobs.runAt })
        .from(jobs)
        .where(and(eq(jobs.queue, queue), eq(jobs.priority, priority), isUnfinished, lte(jobs.runAt, now)))
        .orderBy(jobs.runAt)
        .limit(lookedAt),
    ),
  );
  if (!first) return [];
  const rows = (await deps.db.batch([first, ...others])).flat();
  return rows.map(({ type, ...row }) => ({
    ...row,
    queue: table.find((job) => job.type === type)?.queue ?? row.queue,
  }));
}

/** The first of each queue, then the second of each: none takes the places of all. */
function takeTurns(due: Due[]): Due[] {
  const turns = new Map<QueueName, number>();
  const numbered = due.map((job) => {
    const turn = turns.get(job.queue) ?? 0;
    turns.set(job.queue, turn + 1);
    return { job, turn };
  });
  return numbered.toSorted((one, other) => one.turn - other.turn).map(({ job }) => job);
}

/** Frees what was taken before a moment by workers that are known to be dead, without waiting for their leases. */
export async function releaseJobs(deps: WorkDeps, takenBefore: number): Promise<void> {
  await deps.db
    .update(jobs)
    .set({ runAt: deps.now() })
    .where(and(isUnfinished, sql`${jobs.state} = 'running'`, lte(jobs.runAt, takenBefore + leaseMs)));
}
