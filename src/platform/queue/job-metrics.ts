import { defineCounter, defineHistogram } from "../metrics/metric.ts";
import { metrics } from "../metrics/registry.ts";
import type { jobs } from "./schema.ts";

type JobRow = typeof jobs.$inferSelect;

const enqueued = defineCounter("atrium_jobs_recorded_total", "Jobs recorded; each counts once it is first run.", [
  "queue",
  "type",
]);
const processed = defineCounter("atrium_jobs_processed_total", "Jobs done.", ["queue", "type"]);
const failed = defineCounter("atrium_jobs_failed_total", "Tries of jobs that failed.", ["queue", "type"]);
const lag = defineHistogram(
  "atrium_jobs_lag_seconds",
  "How long jobs waited from being due until they were first run.",
  ["queue"],
  "waits",
);

/** Counts a job that a worker has taken: of its first time also how long it has waited since it was due. */
export function countBegunJob({ queue, type, attempts, runAt }: JobRow, now: number): void {
  if (attempts > 0) return;
  metrics.count(enqueued, [queue, type]);
  const waitedMs = Math.max(0, now - runAt);
  metrics.observe(metrics.series(lag, [queue]), waitedMs);
  metrics.addDuration("queueLag", now, waitedMs);
}

export function countRun({ queue, type }: Pick<JobRow, "queue" | "type">, isDone: boolean): void {
  metrics.count(isDone ? processed : failed, [queue, type]);
}
