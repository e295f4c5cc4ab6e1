import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import type { Keyring } from "../crypto/keyring.ts";
import type { Database, DatabaseDeps, Statement } from "../db/database.ts";
import { newId } from "../ids/typeid.ts";
import { defaultRetry, type RetryPolicy } from "./backoff.ts";
import { isUnfinished, jobs, type priorities, type queueNames } from "./schema.ts";

export type QueueName = (typeof queueNames)[number];
export type Priority = (typeof priorities)[number];

/** One run of a job: the how manyth it is, and how it goes on being the only one. */
export type JobRun = {
  attempt: number;
  /** Whether nobody tries again when it fails. */
  isLast: boolean;
  /** Tells that the run is alive: a job that takes long says so again and again. @returns whether it still has the job. */
  extendLease(): Promise<boolean>;
};

/** A kind of job. Running it twice must be harmless: it gets its id as the key of its effect. */
export type Job<Deps, S extends z.ZodType = z.ZodType> = {
  type: string;
  queue: QueueName;
  input: S;
  /** Of what is due in one queue, the sweep does what is high first. */
  priority: Priority;
  retry: RetryPolicy;
  run(deps: Deps, input: unknown, jobId: string, run: JobRun): Promise<void>;
};

type JobOptions = { priority?: Priority; retry?: Partial<RetryPolicy> };

/**
 * Declares a kind of job. What its run throws has it tried again by its policy, unless it is a `GiveUp`
 * (give-up.ts): then it is dead at once. A `TryLater` (try-later.ts) says how long to wait at least.
 */
export function defineJob<Deps, S extends z.ZodType>(
  type: `${string}.${string}`,
  queue: QueueName,
  input: S,
  run: (deps: Deps, input: z.output<S>, jobId: string, run: JobRun) => Promise<void>,
  { priority = "normal", retry = {} }: JobOptions = {},
): Job<Deps, S> {
  return {
    type,
    queue,
    input,
    priority,
    retry: { ...defaultRetry, ...retry },
    run: (deps, raw, jobId, once) => run(deps, input.parse(raw), jobId, once),
  };
}

export interface EnqueueDeps extends DatabaseDeps {
  now(): number;
  keyring: Keyring;
  /** Whom to wake once what is being written has committed: a worker for each of these jobs, at once or later. */
  enqueuedJobs: { id: string; queue: QueueName; delaySeconds?: number }[];
}

/** As much of a kind of job as whoever enqueues it needs to know. */
export type JobRequest<S extends z.ZodType> = Pick<Job<never, S>, "type" | "queue" | "input"> & {
  priority?: Priority;
};

/**
 * The statement that enqueues a job: it belongs into the batch of what makes the job necessary.
 *
 * @param notBefore when it may run first; its worker is woken then, and not before.
 */
export function enqueue<S extends z.ZodType>(
  deps: EnqueueDeps,
  job: JobRequest<S>,
  input: z.input<S>,
  idempotencyKey: string,
  { notBefore = 0 }: { notBefore?: number } = {},
): Statement {
  const id = newId("job");
  const now = deps.now();
  const delaySeconds = Math.ceil(Math.max(0, notBefore - now) / 1000);
  deps.enqueuedJobs.push({ id, queue: job.queue, ...(delaySeconds > 0 && { delaySeconds }) });
  return deps.db
    .insert(jobs)
    .values({
      id,
      type: job.type,
      queue: job.queue,
      priority: job.priority ?? "normal",
      idempotencyKey,
      sealedInput: deps.keyring.seal(inputPurpose(id), JSON.stringify(input)),
      runAt: Math.max(now, notBefore),
      createdAt: now,
    })
    .onConflictDoNothing();
}

/** What a job's input is sealed for. */
export function inputPurpose(jobId: string): string {
  return `job:${jobId}`;
}

/** Whether a job is there that has neither succeeded nor been given up. */
export async function isJobPending(db: Database, idempotencyKey: string): Promise<boolean> {
  const row = await db
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.idempotencyKey, idempotencyKey), isUnfinished))
    .get();
  return row !== undefined;
}
