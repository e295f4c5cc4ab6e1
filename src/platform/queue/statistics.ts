import { sql } from "drizzle-orm";
import { readTimings, type Timing } from "../statistics/timings.ts";
import type { QueueName } from "./job.ts";
import { hasNotSucceeded, jobs } from "./schema.ts";
import type { JobState } from "./operate.ts";
import type { DatabaseDeps } from "../db/database.ts";

/** How it stands with one kind of job in one queue. */
export type JobStatistics = {
  queue: QueueName;
  type: string;
  /** So many are in each state now; of those that succeeded, so many since the moment that was asked for. */
  counts: Record<JobState, number>;
  /** So many are taken by workers that are lost: the sweep takes them over. */
  stalled: number;
  /** How long the one has waited that was due first; null where none is due. */
  lagMs: number | null;
  failures: number;
  p50Ms: number | null;
  p99Ms: number | null;
};

/** So many jobs that have not succeeded are counted: the rest of a longer backlog changes no decision. */
const countedAtMost = 50_000;

/** Counts what is there, by queue and kind, and what was done since a moment. */
export async function readJobStatistics(
  deps: DatabaseDeps & { now(): number },
  from: number,
): Promise<{ items: JobStatistics[]; complete: boolean }> {
  const [backlog, timings] = await Promise.all([countBacklog(deps), readTimings(deps, "job", from)]);
  const items = new Map<string, JobStatistics>();
  // Both rows and counts are written with a queue that is one.
  for (const timing of timings) items.set(`${timing.part} ${timing.type}`, fromTiming(timing));
  for (const row of backlog) {
    const key = `${row.queue} ${row.type}`;
    const item = items.get(key) ?? { ...nothing(), queue: row.queue, type: row.type };
    item.counts[row.state] = row.n;
    item.stalled += row.stalled;
    if (row.dueSince !== null) item.lagMs = Math.max(item.lagMs ?? 0, deps.now() - row.dueSince);
    items.set(key, item);
  }
  const counted = backlog.reduce((sum, { n }) => sum + n, 0);
  const sorted = [...items.entries()].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return { items: sorted.map(([, item]) => item), complete: counted < countedAtMost };
}

async function countBacklog(deps: DatabaseDeps & { now(): number }) {
  const now = deps.now();
  const some = deps.db
    .select({ queue: jobs.queue, type: jobs.type, state: jobs.state, runAt: jobs.runAt })
    .from(jobs)
    .where(hasNotSucceeded)
    .limit(countedAtMost)
    .as("some");
  return deps.db
    .select({
      queue: some.queue,
      type: some.type,
      state: some.state,
      n: sql<number>`count(*)`,
      stalled: sql<number>`sum(${some.state} = 'running' AND ${some.runAt} <= ${now})`,
      dueSince: sql<
        number | null
      >`min(CASE WHEN ${some.state} IN ('queued', 'failed') AND ${some.runAt} <= ${now} THEN ${some.runAt} END)`,
    })
    .from(some)
    .groupBy(some.queue, some.type, some.state);
}

function fromTiming({ type, part, count, failures, p50Ms, p99Ms }: Timing): JobStatistics {
  const empty = nothing();
  // The queue of a job is what its runs are counted under.
  return {
    ...empty,
    queue: part as QueueName,
    type,
    counts: { ...empty.counts, succeeded: count },
    failures,
    p50Ms,
    p99Ms,
  };
}

function nothing() {
  const counts = { queued: 0, running: 0, succeeded: 0, failed: 0, dead: 0, cancelled: 0 };
  return { counts, stalled: 0, lagMs: null, failures: 0, p50Ms: null, p99Ms: null };
}
