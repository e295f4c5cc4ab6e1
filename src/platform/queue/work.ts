import { and, eq, lte } from "drizzle-orm";
import type { Config } from "../config/config.ts";
import { commit, GuardFailed, requireChange } from "../db/database.ts";
import { describeError, type Logger } from "../log/logger.ts";
import { countTiming } from "../statistics/timings.ts";
import { backoffMs, defaultRetry } from "./backoff.ts";
import { GiveUp } from "./give-up.ts";
import { type EnqueueDeps, inputPurpose, type Job, type QueueName } from "./job.ts";
import { countBegunJob, countRun } from "./job-metrics.ts";
import { isUnfinished, jobs } from "./schema.ts";
import { TryLater } from "./try-later.ts";

export interface WorkDeps extends EnqueueDeps {
  config: Config;
  log: Logger;
  /** Wakes a worker for this job. It may be lost: the sweep finds the job all the same. */
  wakeJob(queue: QueueName, jobId: string, delaySeconds: number): Promise<void>;
}

type JobRow = typeof jobs.$inferSelect;

/** A worker that has not finished by then is dead, and the job is free again. */
export const leaseMs = 60_000;
const maxErrorLength = 500;
/** A queue holds a message for half a day at most; what waits longer the sweep finds. */
const maxDelaySeconds = 12 * 3600;
/** The pauses between the tries to write down that a job was done. */
const finishPausesMs = [100, 400, 1_500];

/**
 * Runs one job if it is due and nobody else runs it; on failure it waits, longer each time.
 *
 * @throws where nobody could write down what came of it: the job is free again when its lease is over.
 */
export async function runJob<Deps extends WorkDeps>(deps: Deps, table: Job<Deps>[], jobId: string): Promise<void> {
  const found = await deps.db.select().from(jobs).where(eq(jobs.id, jobId)).get();
  if (!found) return;
  const job = table.find(({ type }) => type === found.type);
  const row = await claim(deps, found, job?.retry.maxAttempts ?? defaultRetry.maxAttempts);
  if (!row) return;
  try {
    if (!job) throw new GiveUp(`no job is called ${row.type}`);
    const input: unknown = JSON.parse(deps.keyring.open(inputPurpose(row.id), row.sealedInput));
    const isLast = row.attempts - row.attemptsForgiven >= job.retry.maxAttempts;
    await job.run(deps, input, row.id, { attempt: row.attempts, isLast, extendLease: () => extendLease(deps, row) });
  } catch (error) {
    deps.log.error("job failed", error, { jobId: row.id, jobType: row.type, attempt: row.attempts });
    countRun(row, false);
    return postpone(deps, row, job, error);
  }
  countRun(row, true);
  await finish(deps, row);
}

/** Takes the job for the length of a lease. The guarded update decides between concurrent workers. */
async function claim(deps: WorkDeps, row: JobRow, maxAttempts: number): Promise<JobRow | undefined> {
  const now = deps.now();
  // It took its last worker down with it, or it would have been put aside.
  const isHopeless = row.attempts - row.attemptsForgiven >= maxAttempts;
  const change = isHopeless
    ? { state: "dead" as const, finishedAt: now, lastError: "its worker was lost each time" }
    : { state: "running" as const, attempts: row.attempts + 1, startedAt: now, runAt: now + leaseMs };
  const [claimed] = await deps.db
    .update(jobs)
    .set(change)
    .where(and(eq(jobs.id, row.id), isUnfinished, lte(jobs.runAt, now), eq(jobs.attempts, row.attempts)))
    .returning();
  if (!claimed) return undefined;
  countBegunJob(row, now);
  const about = { jobId: row.id, jobType: row.type, attempt: row.attempts };
  if (row.state === "running") deps.log.warn("a job had stalled: its worker was lost", about);
  if (isHopeless) deps.log.error("a job was given up", undefined, about);
  return isHopeless ? undefined : claimed;
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

/** What was done was done: it is not done again because a database was away for a moment. */
async function finish(deps: WorkDeps, row: JobRow): Promise<void> {
  const now = deps.now();
  const change = { state: "succeeded" as const, finishedAt: now, lastError: null };
  const settleNow = () => settle(deps, row, change, now - (row.startedAt ?? now));
  for (const pauseMs of finishPausesMs) {
    try {
      await settleNow();
      return;
    } catch (error) {
      deps.log.warn("that a job was done was not written down", { jobId: row.id, ...describeError(error) });
      await scheduler.wait(pauseMs);
    }
  }
  await settleNow();
}

/**
 * Writes down how a run ended, and counts it; of one that lost its job meanwhile nothing is written.
 *
 * @returns whether it still had the job.
 */
async function settle(
  deps: WorkDeps,
  row: JobRow,
  change: Partial<JobRow>,
  durationMs: number | null,
): Promise<boolean> {
  const series = { kind: "job" as const, type: row.type, part: row.queue };
  try {
    await commit(deps, [
      deps.db.update(jobs).set(change).where(isStillOurs(row)),
      requireChange(deps),
      countTiming(deps, series, durationMs),
    ]);
    return true;
  } catch (error) {
    if (error instanceof GuardFailed) return false;
    throw error;
  }
}

async function postpone<Deps>(deps: WorkDeps, row: JobRow, job: Job<Deps> | undefined, error: unknown): Promise<void> {
  const { retry, queue } = job ?? { retry: defaultRetry, queue: row.queue };
  const tries = row.attempts - row.attemptsForgiven;
  const isDead = error instanceof GiveUp || tries >= retry.maxAttempts;
  const delayMs = Math.max(backoffMs(tries, retry), error instanceof TryLater ? error.afterMs : 0);
  const now = deps.now();
  const lastError = describeError(error).error.slice(0, maxErrorLength);
  const change: Partial<JobRow> = isDead
    ? { state: "dead", finishedAt: now, lastError }
    : { state: "failed", runAt: now + delayMs, lastError };
  // Somebody else has it now, and wakes others for it.
  if (!(await settle(deps, row, change, null))) return;
  if (isDead) deps.log.error("a job was given up", undefined, { jobId: row.id, jobType: row.type });
  else await deps.wakeJob(queue, row.id, Math.min(maxDelaySeconds, Math.ceil(delayMs / 1000)));
}
