import type { Page } from "../../platform/http/contract.ts";
import { Problem } from "../../platform/http/problem.ts";
import { cancelJob, findJob, type JobFilter, type JobRow, listJobs, retryJob } from "../../platform/queue/operate.ts";
import { readJobStatistics } from "../../platform/queue/statistics.ts";
import type { JobDetails, JobRecord, JobStatistics } from "./contract.ts";
import type { OperationsDeps } from "./deps.ts";

/** Jobs, the newest first. */
export async function listJobRecords(
  deps: OperationsDeps,
  { limit, cursor, ...filter }: JobFilter & { limit: number; cursor?: string | undefined },
): Promise<Page<JobRecord>> {
  const { items, nextCursor } = await listJobs(deps, filter, { limit, cursor });
  return { items: items.map(render), nextCursor };
}

/** One job, with the names of what it was given. @throws Problem `NOT_FOUND`. */
export async function readJob(deps: OperationsDeps, id: string): Promise<JobDetails> {
  const job = await findJob(deps, id);
  if (!job) throw new Problem("NOT_FOUND");
  return { ...render(job), inputFields: job.inputFields };
}

type Act = "retry" | "cancel";

/**
 * Has a job tried again that was given up or waits, or takes back one that nobody runs. Of two who do so at
 * once, one does.
 *
 * @throws Problem `NOT_FOUND`, or `ILLEGAL_TRANSITION` for a job in another state.
 */
export async function changeJob(deps: OperationsDeps, act: Act, id: string): Promise<JobDetails> {
  const isChanged = await (act === "retry" ? retryJob(deps, id) : cancelJob(deps, id));
  const job = await readJob(deps, id);
  if (!isChanged) throw new Problem("ILLEGAL_TRANSITION", `The job is ${job.state}.`);
  return job;
}

/** How it stands with each kind of job. */
export async function readStatistics(deps: OperationsDeps, from: number): Promise<JobStatistics> {
  const { items, complete } = await readJobStatistics(deps, from);
  const stalled = items.reduce((sum, item) => sum + item.stalled, 0);
  if (stalled > 0) deps.log.warn("jobs have stalled", { stalled });
  return {
    from: new Date(from).toISOString(),
    complete,
    items: items.map(({ p50Ms, p99Ms, ...item }) => ({ ...item, durationP50Ms: p50Ms, durationP99Ms: p99Ms })),
  };
}

function render(job: JobRow): JobRecord {
  const { id, type, queue, priority, state, attempts, idempotencyKey, lastError, startedAt, finishedAt } = job;
  const isWaiting = state === "queued" || state === "failed";
  return {
    id,
    type,
    queue,
    priority,
    state,
    attempts,
    idempotencyKey,
    lastError,
    nextAttemptAt: isWaiting ? timestamp(job.runAt) : null,
    createdAt: new Date(job.createdAt).toISOString(),
    startedAt: timestamp(startedAt),
    finishedAt: timestamp(finishedAt),
    durationMs: startedAt === null || finishedAt === null ? null : Math.max(0, finishedAt - startedAt),
  };
}

function timestamp(moment: number | null): string | null {
  return moment === null ? null : new Date(moment).toISOString();
}
