import { z } from "zod";
import { PageQuery, Timestamp } from "../../platform/http/contract.ts";
import { JobId, lanes, Name, Percentile } from "./lane-contract.ts";

const queues = ["email", "delivery", "payments", "events", "ai"] as const;
const jobStates = ["queued", "running", "succeeded", "failed", "dead", "cancelled"] as const;

export const OneJob = z.strictObject({ id: JobId });

/** A job as operators see it: not what it was given, which may hold a secret. */
export const JobRecord = z
  .object({
    id: JobId,
    type: z.string(),
    queue: z.enum(queues),
    priority: z.enum(lanes),
    state: z.enum(jobStates).meta({ description: "`failed` waits for its next try, `dead` for an operator" }),
    attempts: z.int(),
    idempotencyKey: z.string(),
    nextAttemptAt: Timestamp.nullable(),
    lastError: z.string().nullable(),
    createdAt: Timestamp,
    startedAt: Timestamp.nullable().meta({ description: "when its last run began" }),
    finishedAt: Timestamp.nullable(),
    durationMs: z.int().nullable().meta({ description: "how long the run took that ended it" }),
  })
  .meta({ id: "JobRecord" });
export type JobRecord = z.infer<typeof JobRecord>;

export const JobDetails = JobRecord.extend({
  inputFields: z.record(z.string(), z.string()).meta({ description: "the names and kinds of what it was given" }),
}).meta({ id: "JobDetails" });
export type JobDetails = z.infer<typeof JobDetails>;

export const JobQuery = PageQuery.extend({
  type: Name.optional(),
  queue: z.enum(queues).optional(),
  state: z.enum(jobStates).optional(),
});

/** How it stands with each kind of job. */
export const JobStatistics = z
  .object({
    from: Timestamp,
    complete: z.boolean().meta({ description: "false where there are more unfinished jobs than are counted" }),
    items: z.array(
      z.object({
        queue: z.enum(queues),
        type: z.string(),
        counts: z.record(z.enum(jobStates), z.int()).meta({
          description: "so many are in each state now; `succeeded` counts those since `from`",
        }),
        stalled: z.int().meta({ description: "so many were taken by workers that are lost" }),
        lagMs: z.int().nullable().meta({ description: "how long the one has waited that was due first" }),
        failures: z.int().meta({ description: "tries that failed since `from`" }),
        durationP50Ms: Percentile,
        durationP99Ms: Percentile,
      }),
    ),
  })
  .meta({ id: "JobStatistics" });
export type JobStatistics = z.infer<typeof JobStatistics>;
