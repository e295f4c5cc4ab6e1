import { z } from "zod";
import { Timestamp } from "../../platform/http/contract.ts";

/** How much time a point may cover, in seconds. */
export const steps = [60, 300, 3600] as const;
export const maxPoints = 1_500;

export const MetricsQuery = z.strictObject({
  from: Timestamp.optional().meta({
    description: `to the step; an hour ago by default, and ${maxPoints} steps or 35 days ago at most`,
  }),
  step: z.enum(["60", "300", "3600"]).default("60").meta({ description: "seconds that each point covers" }),
});
export type MetricsQuery = z.infer<typeof MetricsQuery>;

const count = z.int().nonnegative();

/** What was counted in one step of time. */
export const MetricsPoint = z
  .object({
    at: Timestamp.meta({ description: "when the step began" }),
    requests: count,
    refusals: count.meta({ description: "requests answered with 4xx" }),
    errors: count.meta({ description: "requests answered with 5xx" }),
    signIns: count,
    failedSignIns: count,
    messages: count,
    p50Ms: z.number().nullable().meta({ description: "of requests, at most 7 % too high; null where there were none" }),
    p99Ms: z.number().nullable(),
    queueLagMs: z.number().nullable().meta({
      description: "99 of 100 events and jobs were begun so soon after they were due; null where none was",
    }),
  })
  .meta({ id: "MetricsPoint" });
export type MetricsPoint = z.infer<typeof MetricsPoint>;

/** What waits at this moment. */
export const MetricsNow = z
  .object({
    pendingEvents: count,
    pendingJobs: count,
    failedJobs: count.meta({ description: "jobs that were given up" }),
    oldestPendingMs: z.int().nullable().meta({ description: "how long the one has waited that was due first" }),
  })
  .meta({ id: "MetricsNow" });
export type MetricsNow = z.infer<typeof MetricsNow>;

/** How the service fares: a point for each step of the time asked for, the oldest first, without gaps. */
export const Metrics = z
  .object({
    from: Timestamp,
    to: Timestamp,
    stepSeconds: z.union(steps.map((step) => z.literal(step))),
    points: z.array(MetricsPoint),
    current: MetricsNow,
  })
  .meta({ id: "Metrics" });
export type Metrics = z.infer<typeof Metrics>;
