import { and, eq, sql } from "drizzle-orm";
import type { DatabaseDeps } from "../db/database.ts";
import type { QueueName } from "./job.ts";
import { hasNotSucceeded, isUnfinished, jobs, queueNames } from "./schema.ts";

/** How it stands with one queue now. */
type QueueBacklog = {
  queue: QueueName;
  /** Jobs that wait or run, those also that wait for a moment of their own. */
  pending: number;
  /** How long the one has waited that was due first; null where none is due. */
  lagMs: number | null;
};

/** So many of each queue are counted: the rest of a longer backlog changes no decision. */
const countedAtMost = 10_000;

/** Counts the jobs that wait in each queue and those that were given up: out of indexes alone. */
export async function readWaitingJobs(
  deps: DatabaseDeps & { now(): number },
): Promise<{ waiting: QueueBacklog[]; dead: number }> {
  const now = deps.now();
  const given = deps.db
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.state, "dead"), hasNotSucceeded))
    .limit(countedAtMost)
    .as("chosen");
  const [[dead], ...waiting] = await deps.db.batch([
    deps.db.select({ count: sql<number>`count(*)` }).from(given),
    ...queueNames.map((queue) => waitingIn(deps, queue, now)),
  ]);
  return {
    dead: dead?.count ?? 0,
    waiting: queueNames.map((queue, at) => {
      const { pending = 0, dueSince = null } = waiting[at]?.[0] ?? {};
      return { queue, pending, lagMs: dueSince === null ? null : now - dueSince };
    }),
  };
}

function waitingIn({ db }: DatabaseDeps, queue: QueueName, now: number) {
  const some = db
    .select({ runAt: jobs.runAt })
    .from(jobs)
    .where(and(eq(jobs.queue, queue), isUnfinished))
    .limit(countedAtMost)
    .as("chosen");
  return db
    .select({
      pending: sql<number>`count(*)`,
      dueSince: sql<number | null>`min(iif(${some.runAt} <= ${now}, ${some.runAt}, NULL))`,
    })
    .from(some);
}
