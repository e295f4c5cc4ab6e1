import { and, desc, eq, getTableColumns, inArray, lt, sql } from "drizzle-orm";
import type { Keyring } from "../crypto/keyring.ts";
import { decodeCursor, toPage } from "../db/cursor.ts";
import type { DatabaseDeps } from "../db/database.ts";
import type { Page } from "../http/contract.ts";
import { type EnqueueDeps, inputPurpose, type QueueName } from "./job.ts";
import { hasNotSucceeded, jobs } from "./schema.ts";

const { sealedInput, ...shown } = getTableColumns(jobs);

/** What operators see of a job: all but its input, which is sealed. */
export type JobRow = Omit<typeof jobs.$inferSelect, "sealedInput">;
export type JobState = JobRow["state"];

export type JobFilter = {
  type?: string | undefined;
  queue?: QueueName | undefined;
  state?: JobState | undefined;
};

/** Jobs, the newest first: out of the index of their ids, types, queues or states. */
export async function listJobs(
  deps: DatabaseDeps,
  { type, queue, state }: JobFilter,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<JobRow>> {
  const before = decodeCursor(cursor, [""])?.[0];
  const rows = await deps.db
    .select(shown)
    .from(jobs)
    .where(
      and(
        type === undefined ? undefined : eq(jobs.type, type),
        queue === undefined ? undefined : eq(jobs.queue, queue),
        // Nearly all have succeeded: those are found without an index of theirs.
        state === undefined || state === "succeeded" ? undefined : hasNotSucceeded,
        state === undefined ? undefined : eq(jobs.state, state),
        before === undefined ? undefined : lt(jobs.id, before),
      ),
    )
    .orderBy(desc(jobs.id))
    .limit(limit + 1);
  return toPage(rows, limit, ({ id }) => [id]);
}

/** A job, and of its input the names and kinds of the fields: what they hold may be a secret. */
export async function findJob(
  deps: DatabaseDeps & { keyring: Keyring },
  id: string,
): Promise<(JobRow & { inputFields: Record<string, string> }) | undefined> {
  const row = await deps.db
    .select({ ...shown, sealedInput })
    .from(jobs)
    .where(eq(jobs.id, id))
    .get();
  if (!row) return undefined;
  const { sealedInput: sealed, ...job } = row;
  return { ...job, inputFields: describeInput(deps.keyring, id, sealed) };
}

function describeInput(keyring: Keyring, id: string, sealed: string): Record<string, string> {
  let input: unknown;
  try {
    input = JSON.parse(keyring.open(inputPurpose(id), sealed));
  } catch {
    // The key that it was sealed with is gone.
    return {};
  }
  if (typeof input !== "object" || input === null) return {};
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, kindOf(value)]));
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return `array of ${value.length}`;
  return typeof value === "string" ? `text of ${value.length}` : typeof value;
}

/**
 * Has a job tried again that was given up or waits for its next try: at once, and with all its tries. Who
 * does it at the same time as somebody else finds that it was done.
 *
 * @returns whether it was in a state that allows it.
 */
export async function retryJob(deps: EnqueueDeps, id: string): Promise<boolean> {
  const [row] = await deps.db
    .update(jobs)
    .set({ state: "queued", attemptsForgiven: sql`${jobs.attempts}`, runAt: deps.now(), finishedAt: null })
    .where(and(eq(jobs.id, id), inArray(jobs.state, ["dead", "failed"])))
    .returning({ queue: jobs.queue });
  if (row) deps.enqueuedJobs.push({ id, queue: row.queue });
  return row !== undefined;
}

/** Takes back a job that nobody runs at this moment. @returns whether it was in a state that allows it. */
export async function cancelJob(deps: EnqueueDeps, id: string): Promise<boolean> {
  const [row] = await deps.db
    .update(jobs)
    .set({ state: "cancelled", finishedAt: deps.now() })
    .where(and(eq(jobs.id, id), inArray(jobs.state, ["queued", "failed"])))
    .returning({ id: jobs.id });
  return row !== undefined;
}
