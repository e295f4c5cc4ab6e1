import { and, eq, inArray, lt, lte } from "drizzle-orm";
import { describeError, type Logger } from "../log/logger.ts";
import { backoffMs } from "./backoff.ts";
import type { EnqueueDeps, Job, QueueName } from "./job.ts";
import { jobs } from "./schema.ts";

export interface WorkDeps extends EnqueueDeps {
  log: Logger;
  /** Wakes a worker for this job. It may be lost: the sweep finds the job all the same. */
  wakeJob(queue: QueueName, jobId: string, delaySeconds: number): Promise<void>;
}

type JobRow = typeof jobs.$inferSelect;

const maxAttempts = 10;
/** A worker that has not finished by then is dead, and the job is free again. */
const leaseMs = 60_000;
/** So many the sweep runs itself, within the thousand D1 queries of an invocation; the rest it wakes others for. */
const sweepInline = 25;
const sweepSize = 200;
/**
 * Its jobs take long, so the sweep wakes others for them. Those that this has not helped for a while it runs
 * itself: a few, side by side, and after all that is quick.
 */
const slowQueue: QueueName = "ai";
const slowInline = 5;
const overdueMs = 90_000;
const keptMs = 7 * 24 * 3600 * 1000;

/** Runs one job if it is due and nobody else runs it; on failure it waits, longer each time. */
export async function runJob<Deps extends WorkDeps>(deps: Deps, table: Job<Deps>[], jobId: string): Promise<void> {
  const row = await claim(deps, jobId);
  if (!row) return;
  const job = table.find(({ type }) => type === row.type);
  try {
    if (!job) throw new Error(`no job is called ${row.type}`);
    const input: unknown = JSON.parse(deps.keyring.open(`job:${row.id}`, row.sealedInput));
    await job.run(deps, input, row.id, { attempt: row.attempts, extendLease: () => extendLease(deps, row) });
    await deps.db
      .update(jobs)
      .set({ state: "succeeded", finishedAt: deps.now(), lastError: null })
      .where(isStillOurs(row));
  } catch (error) {
    deps.log.error("job failed", error, { jobId: row.id, jobType: row.type, attempt: row.attempts });
    await postpone(deps, row, job?.queue, error);
  }
}

/** Takes the job for the length of a lease. The guarded update decides between concurrent workers. */
async function claim(deps: WorkDeps, jobId: string) {
  const row = await deps.db.select().from(jobs).where(eq(jobs.id, jobId)).get();
  if (!row) return undefined;
  const now = deps.now();
  // It took its last worker down with it, or it would have been put aside.
  const isHopeless = row.attempts >= maxAttempts;
  const [claimed] = await deps.db
    .update(jobs)
    .set({ state: isHopeless ? "dead" : "running", attempts: row.attempts + 1, runAt: now + leaseMs })
    .where(
      and(
        eq(jobs.id, jobId),
        inArray(jobs.state, ["queued", "running"]),
        lte(jobs.runAt, now),
        eq(jobs.attempts, row.attempts),
      ),
    )
    .returning();
  return claimed?.state === "running" ? claimed : undefined;
}

/** Whoever overran the lease has lost the job, and has no more say in it. */
function isStillOurs(row: JobRow) {
  return and(eq(jobs.id, row.id), eq(jobs.state, "running"), eq(jobs.attempts, row.attempts));
}

async function extendLease(deps: WorkDeps, row: JobRow): Promise<boolean> {
  const [ours] = await deps.db
    .update(jobs)
    .set({ runAt: deps.now() + leaseMs })
    .where(isStillOurs(row))
    .returning({ id: jobs.id });
  return ours !== undefined;
}

async function postpone(deps: WorkDeps, row: JobRow, queue: QueueName | undefined, error: unknown): Promise<void> {
  const isDead = row.attempts >= maxAttempts || queue === undefined;
  const delayMs = backoffMs(row.attempts);
  await deps.db
    .update(jobs)
    .set({
      state: isDead ? "dead" : "queued",
      runAt: deps.now() + delayMs,
      lastError: describeError(error).error.slice(0, 500),
    })
    .where(isStillOurs(row));
  if (!isDead) await deps.wakeJob(queue, row.id, Math.ceil(delayMs / 1000));
}

/**
 * Runs what is due although no queue message told of it, oldest first.
 *
 * @param isAwaited whether somebody waits for the sweep: then it leaves to others what takes long.
 * @returns how many were due.
 */
export async function sweepJobs<Deps extends WorkDeps>(
  deps: Deps,
  table: Job<Deps>[],
  { isAwaited }: { isAwaited: boolean },
): Promise<number> {
  const now = deps.now();
  const due = await deps.db
    .select({ id: jobs.id, type: jobs.type, runAt: jobs.runAt })
    .from(jobs)
    .where(and(inArray(jobs.state, ["queued", "running"]), lte(jobs.runAt, now)))
    .orderBy(jobs.runAt)
    .limit(sweepSize);
  const named = due.map((row) => ({ ...row, queue: table.find(({ type }) => type === row.type)?.queue }));
  const own = named.filter(({ queue }) => queue !== slowQueue).slice(0, sweepInline);
  const overdue = named.filter(({ queue, runAt }) => queue === slowQueue && runAt <= now - overdueMs);
  const slow = isAwaited ? [] : overdue.slice(0, slowInline);
  for (const { id } of own) await runJob(deps, table, id);
  for (const job of named) {
    if (job.queue && !own.includes(job) && !slow.includes(job)) await deps.wakeJob(job.queue, job.id, 0);
  }
  await Promise.all(slow.map(({ id }) => runJob(deps, table, id)));
  return due.length;
}

/** Frees what was taken before a moment by workers that are known to be dead, without waiting for their leases. */
export async function releaseJobs(deps: WorkDeps, takenBefore: number): Promise<void> {
  await deps.db
    .update(jobs)
    .set({ runAt: deps.now() })
    .where(and(eq(jobs.state, "running"), lte(jobs.runAt, takenBefore + leaseMs)));
}

/** Removes jobs that succeeded a week ago. */
export async function pruneJobs(deps: WorkDeps): Promise<void> {
  await deps.db.delete(jobs).where(and(eq(jobs.state, "succeeded"), lt(jobs.runAt, deps.now() - keptMs)));
}
