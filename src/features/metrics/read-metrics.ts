import { readWaitingEvents } from "../../platform/events/backlog.ts";
import { Problem } from "../../platform/http/problem.ts";
import { readWaitingJobs } from "../../platform/queue/backlog.ts";
import { maxPoints, type Metrics, type MetricsNow, type MetricsQuery, steps } from "./contract.ts";
import type { MetricsFeatureDeps } from "./deps.ts";
import { keptMs } from "./figures.ts";
import { pointsBetween } from "./points.ts";

const hourMs = 3600 * 1000;

/**
 * How the service fared since a moment, and what waits now.
 *
 * @throws Problem `VALIDATION_FAILED` where that is longer ago than anything is kept, or makes too many points.
 */
export async function readMetrics(deps: MetricsFeatureDeps, query: MetricsQuery): Promise<Metrics> {
  const now = deps.now();
  const stepSeconds = steps.find((step) => String(step) === query.step) ?? 60;
  const stepMs = stepSeconds * 1000;
  const from = query.from === undefined ? now - hourMs : Date.parse(query.from);
  const [first, last] = [floorTo(from, stepMs), floorTo(now, stepMs)];
  if ((last - first) / stepMs >= maxPoints) refuse(`with this step must be at most ${maxPoints} steps ago`);
  if (from < now - keptMs) refuse("must be within the last 35 days");
  const [figures, current] = await Promise.all([
    deps.metricsKeeper().figures(stepSeconds, first, last),
    readWhatWaits(deps),
  ]);
  return {
    from: new Date(first).toISOString(),
    to: new Date(now).toISOString(),
    stepSeconds,
    points: pointsBetween(figures, { first, last, stepMs }),
    current,
  };
}

function floorTo(moment: number, stepMs: number): number {
  return Math.floor(moment / stepMs) * stepMs;
}

function refuse(message: string): never {
  throw new Problem("VALIDATION_FAILED", undefined, { errors: [{ path: "from", message }] });
}

async function readWhatWaits(deps: MetricsFeatureDeps): Promise<MetricsNow> {
  const [events, jobs] = await Promise.all([readWaitingEvents(deps), readWaitingJobs(deps)]);
  const waits = [...events.waiting, ...jobs.waiting].flatMap(({ lagMs }) => lagMs ?? []);
  return {
    pendingEvents: sum(events.waiting.map(({ pending }) => pending)),
    pendingJobs: sum(jobs.waiting.map(({ pending }) => pending)),
    failedJobs: jobs.dead,
    oldestPendingMs: waits.length === 0 ? null : Math.max(...waits),
  };
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
