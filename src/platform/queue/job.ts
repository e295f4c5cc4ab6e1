import { and, eq, inArray } from "drizzle-orm";
import type { z } from "zod";
import type { Keyring } from "../crypto/keyring.ts";
import type { Database, DatabaseDeps, Statement } from "../db/database.ts";
import { newId } from "../ids/typeid.ts";
import { jobs } from "./schema.ts";

export type QueueName = "email" | "events" | "ai";

/** One run of a job: the how manyth it is, and how it goes on being the only one. */
export type JobRun = {
  attempt: number;
  /** Tells that the run is alive: a job that takes long says so again and again. @returns whether it still has the job. */
  extendLease(): Promise<boolean>;
};

/** A kind of job. Running it twice must be harmless: it gets its id as the key of its effect. */
export type Job<Deps, S extends z.ZodType = z.ZodType> = {
  type: string;
  queue: QueueName;
  input: S;
  run(deps: Deps, input: unknown, jobId: string, run: JobRun): Promise<void>;
};

export function defineJob<Deps, S extends z.ZodType>(
  type: `${string}.${string}`,
  queue: QueueName,
  input: S,
  run: (deps: Deps, input: z.output<S>, jobId: string, run: JobRun) => Promise<void>,
): Job<Deps, S> {
  return { type, queue, input, run: (deps, raw, jobId, once) => run(deps, input.parse(raw), jobId, once) };
}

export interface EnqueueDeps extends DatabaseDeps {
  now(): number;
  keyring: Keyring;
  /** Wakes a worker for this job once what is being written has committed. */
  enqueuedJobs: { id: string; queue: QueueName }[];
}

/** The statement that enqueues a job: it belongs into the batch of what makes the job necessary. */
export function enqueue<S extends z.ZodType>(
  deps: EnqueueDeps,
  job: Pick<Job<never, S>, "type" | "queue" | "input">,
  input: z.input<S>,
  idempotencyKey: string,
): Statement {
  const id = newId("job");
  const now = deps.now();
  deps.enqueuedJobs.push({ id, queue: job.queue });
  return deps.db
    .insert(jobs)
    .values({
      id,
      type: job.type,
      idempotencyKey,
      sealedInput: deps.keyring.seal(`job:${id}`, JSON.stringify(input)),
      runAt: now,
      createdAt: now,
    })
    .onConflictDoNothing();
}

/** Whether a job is there that has neither succeeded nor been given up. */
export async function isJobPending(db: Database, idempotencyKey: string): Promise<boolean> {
  const row = await db
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.idempotencyKey, idempotencyKey), inArray(jobs.state, ["queued", "running"])))
    .get();
  return row !== undefined;
}
