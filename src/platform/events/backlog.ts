import { and, eq, sql } from "drizzle-orm";
import type { DatabaseDeps } from "../db/database.ts";
import type { EventPriority } from "./event.ts";
import { eventPriorities, events, isNotDone, isPending } from "./schema.ts";

/** How it stands with one lane now. */
export type LaneBacklog = {
  priority: EventPriority;
  pending: number;
  dead: number;
  /** How long the one has waited that was due first; null where none is due. */
  lagMs: number | null;
};

/** So many events that are not done are counted: the rest of a longer backlog changes no decision. */
const countedAtMost = 50_000;

/** Counts what is not done of each lane. */
export async function readBacklog(deps: DatabaseDeps & { now(): number }): Promise<LaneBacklog[]> {
  const now = deps.now();
  const some = deps.db
    .select({ priority: events.priority, state: events.state, dueAt: events.nextAttemptAt })
    .from(events)
    .where(isNotDone)
    .limit(countedAtMost)
    .as("some");
  const rows = await deps.db
    .select({
      priority: some.priority,
      pending: sql<number>`sum(${some.state} = 'pending')`,
      dead: sql<number>`sum(${some.state} = 'dead')`,
      dueSince: sql<
        number | null
      >`min(CASE WHEN ${some.state} = 'pending' AND ${some.dueAt} <= ${now} THEN ${some.dueAt} END)`,
    })
    .from(some)
    .groupBy(some.priority);
  return eventPriorities.map((priority) => {
    const { pending = 0, dead = 0, dueSince = null } = rows.find((row) => row.priority === priority) ?? {};
    return { priority, pending, dead, lagMs: dueSince === null ? null : now - dueSince };
  });
}

/** So many of each lane are counted where somebody asks every few seconds. */
const countedOften = 10_000;

/** The same out of indexes alone, for what asks every few seconds; what was given up of both lanes together. */
export async function readWaitingEvents(
  deps: DatabaseDeps & { now(): number },
): Promise<{ waiting: Omit<LaneBacklog, "dead">[]; dead: number }> {
  const now = deps.now();
  const given = deps.db
    .select({ id: events.id })
    .from(events)
    .where(and(eq(events.state, "dead"), isNotDone))
    .limit(countedOften)
    .as("chosen");
  const [[dead], ...waiting] = await deps.db.batch([
    deps.db.select({ count: sql<number>`count(*)` }).from(given),
    ...eventPriorities.map((priority) => waitingIn(deps, priority, now)),
  ]);
  return {
    dead: dead?.count ?? 0,
    waiting: eventPriorities.map((priority, at) => {
      const { pending = 0, dueSince = null } = waiting[at]?.[0] ?? {};
      return { priority, pending, lagMs: dueSince === null ? null : now - dueSince };
    }),
  };
}

function waitingIn({ db }: DatabaseDeps, priority: EventPriority, now: number) {
  const some = db
    .select({ dueAt: events.nextAttemptAt })
    .from(events)
    .where(and(eq(events.priority, priority), isPending))
    .limit(countedOften)
    .as("chosen");
  return db
    .select({
      pending: sql<number>`count(*)`,
      dueSince: sql<number | null>`min(iif(${some.dueAt} <= ${now}, ${some.dueAt}, NULL))`,
    })
    .from(some);
}
