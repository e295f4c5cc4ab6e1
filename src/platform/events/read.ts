import { and, desc, eq, gte, inArray, lt, sql } from "drizzle-orm";
import { decodeCursor, toPage } from "../db/cursor.ts";
import type { DatabaseDeps } from "../db/database.ts";
import type { Page } from "../http/contract.ts";
import { firstIdAt } from "../ids/typeid.ts";
import { eventFailures, eventReactions, events, type eventStates, isNotDone } from "./schema.ts";

type EventRow = typeof events.$inferSelect;

/** What is known of one reaction to one event: that it took effect, how it failed, or both. */
export type ReactionTrace = {
  reaction: string;
  doneAt: number | null;
  failures: number;
  lastError: string | null;
  lastFailedAt: number | null;
};

/** An event and what is known of its reactions. */
export type EventTrace = EventRow & { traces: ReactionTrace[] };

export type EventFilter = {
  type?: string | undefined;
  state?: (typeof eventStates)[number] | undefined;
  /** Times are ms since the epoch. */
  from?: number | undefined;
  to?: number | undefined;
};

/** Events with what failed of them, the newest first: out of the index of their ids, types or states. */
export async function listEvents(
  deps: DatabaseDeps,
  { type, state, from, to }: EventFilter,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<EventTrace>> {
  const before = decodeCursor(cursor, [""])?.[0];
  const rows = await deps.db
    .select()
    .from(events)
    .where(
      and(
        type === undefined ? undefined : eq(events.type, type),
        // Nearly all are done: those are found without an index of theirs.
        state === undefined || state === "done" ? undefined : isNotDone,
        state === undefined ? undefined : eq(events.state, state),
        from === undefined ? undefined : gte(events.id, firstIdAt("evt", from)),
        to === undefined ? undefined : lt(events.id, firstIdAt("evt", to)),
        before === undefined ? undefined : lt(events.id, before),
      ),
    )
    .orderBy(desc(events.id))
    .limit(limit + 1);
  const { items, nextCursor } = toPage(rows, limit, ({ id }) => [id]);
  return { items: await withTraces(deps, items), nextCursor };
}

/** One event, or undefined where there is none. */
export async function findEvent(deps: DatabaseDeps, id: string): Promise<EventTrace | undefined> {
  const rows = await deps.db.select().from(events).where(eq(events.id, id));
  return (await withTraces(deps, rows))[0];
}

async function withTraces(deps: DatabaseDeps, rows: EventRow[]): Promise<EventTrace[]> {
  if (rows.length === 0) return [];
  const ids = sql`(SELECT value FROM json_each(${JSON.stringify(rows.map(({ id }) => id))}))`;
  const [marks, failures] = await deps.db.batch([
    deps.db.select().from(eventReactions).where(inArray(eventReactions.eventId, ids)),
    deps.db.select().from(eventFailures).where(inArray(eventFailures.eventId, ids)),
  ]);
  return rows.map((row) => {
    const ownMarks = marks.filter(({ eventId }) => eventId === row.id);
    const ownFailures = failures.filter(({ eventId }) => eventId === row.id);
    const names = new Set([...ownMarks, ...ownFailures].map(({ reaction }) => reaction));
    return { ...row, traces: [...names].toSorted().map((name) => traceOf(name, ownMarks, ownFailures)) };
  });
}

function traceOf(
  reaction: string,
  marks: (typeof eventReactions.$inferSelect)[],
  failures: (typeof eventFailures.$inferSelect)[],
): ReactionTrace {
  const failure = failures.find((one) => one.reaction === reaction);
  return {
    reaction,
    doneAt: marks.find((one) => one.reaction === reaction)?.doneAt ?? null,
    failures: failure?.count ?? 0,
    lastError: failure?.lastError ?? null,
    lastFailedAt: failure?.lastFailedAt ?? null,
  };
}
