import { sql } from "drizzle-orm";
import type { DatabaseDeps } from "../db/database.ts";
import type { EventPriority } from "./event.ts";
import { eventPriorities, events, isNotDone } from "./schema.ts";

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
