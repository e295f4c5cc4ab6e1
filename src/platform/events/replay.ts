import { and, asc, eq, gt, gte, inArray, lt, ne, sql } from "drizzle-orm";
import type { DatabaseDeps } from "../db/database.ts";
import { firstIdAt } from "../ids/typeid.ts";
import type { EventPriority } from "./event.ts";
import type { Reaction } from "./reaction.ts";
import { eventReactions, events } from "./schema.ts";

/** As much of a reaction as it takes to replay events to it. */
export type ReactionName = Pick<Reaction<never>, "event" | "name">;

/** Which events are to be replayed, and to which reaction; what is not said is no condition. Times are ms. */
export type ReplayFilter = {
  type?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
  reaction?: string | undefined;
};

type ReplayDeps = DatabaseDeps & { now(): number };

/** So many events at most a plan looks at: it answers while somebody waits. */
const plannedAtMost = 10_000;
/** So many events one step of a replay reads, and so many it has dispatched again. */
const readAtOnce = 500;
const reopenedAtOnce = 50;

/**
 * Has an event dispatched again, at once and with all its tries: to one reaction, or to all. A reaction that
 * has taken effect for the event is never run again, so replaying what is done changes nothing.
 *
 * @returns whether the event was opened: not, where every reaction that was asked for has taken effect.
 */
export async function reopenEvent(
  deps: ReplayDeps,
  reactions: ReactionName[],
  { id, reaction }: { id: string; reaction?: string | undefined },
): Promise<boolean> {
  const opened = await reopen(deps, reactions, [id], reaction);
  return opened.length > 0;
}

/** What a replay would do: how many events it would open, and how often each reaction would run. */
export type ReplayPlan = {
  events: number;
  /** False where there are more events than are looked at: then the numbers are those of the first of them. */
  complete: boolean;
  reactions: { reaction: string; events: number }[];
};

/** Looks at the first ten thousand events that fit, and says what a replay of them would do. */
export async function planReplay(
  deps: DatabaseDeps,
  reactions: ReactionName[],
  filter: ReplayFilter,
): Promise<ReplayPlan> {
  const chosen = deps.db
    .select({ id: events.id, type: events.type })
    .from(events)
    .where(fits(filter))
    .orderBy(asc(events.id))
    .limit(plannedAtMost + 1)
    .as("chosen");
  const wanted = sql`json_each(${wantedOf(reactions, filter.reaction)})`;
  const reactionName = sql<string>`value ->> 'name'`;
  const [[counted], rows, [opened]] = await deps.db.batch([
    deps.db.select({ n: sql<number>`count(*)` }).from(chosen),
    deps.db
      .select({ reaction: sql<string>`${reactionName}`.as("reaction"), events: sql<number>`count(*)`.as("runs") })
      .from(chosen)
      .innerJoin(wanted, sql`value ->> 'type' = ${chosen.type}`)
      .where(hasNoMark(sql`${chosen.id}`))
      .groupBy(reactionName)
      .orderBy(reactionName),
    deps.db
      .select({ n: sql<number>`count(DISTINCT ${chosen.id})` })
      .from(chosen)
      .innerJoin(wanted, sql`value ->> 'type' = ${chosen.type}`)
      .where(hasNoMark(sql`${chosen.id}`)),
  ]);
  return { events: opened?.n ?? 0, complete: (counted?.n ?? 0) <= plannedAtMost, reactions: rows };
}

/** One step of a replay: what it opened, and behind which event the next one begins (null: there is none). */
export type ReplayStep = { opened: { id: string; priority: EventPriority }[]; after: string | null };

/**
 * Opens the next events that fit, a bounded number of them. Doing a step twice does nothing more. What is
 * waiting to be dispatched anyway is left alone.
 */
export async function replayStep(
  deps: ReplayDeps,
  reactions: ReactionName[],
  filter: ReplayFilter & { after: string },
): Promise<ReplayStep> {
  const rows = await deps.db
    .select({ id: events.id, isNeeded: sql<number>`${hasSomethingToDo(reactions, filter.reaction)}` })
    .from(events)
    .where(and(gt(events.id, filter.after), fits(filter)))
    .orderBy(asc(events.id))
    .limit(readAtOnce);
  const needed = rows.filter(({ isNeeded }) => isNeeded === 1);
  const next = needed.slice(0, reopenedAtOnce);
  const opened = await reopen(
    deps,
    reactions,
    next.map(({ id }) => id),
    filter.reaction,
  );
  const last = needed.length > next.length ? next.at(-1) : rows.at(-1);
  const isOver = needed.length === next.length && rows.length < readAtOnce;
  return { opened, after: isOver ? null : (last?.id ?? null) };
}

async function reopen(deps: ReplayDeps, reactions: ReactionName[], ids: string[], reaction: string | undefined) {
  // One that waits for all its reactions anyway goes on doing so; one that waits for some waits for one more.
  const only =
    reaction === undefined
      ? null
      : sql`CASE
          WHEN ${events.state} <> 'pending' THEN json_array(${reaction})
          WHEN ${events.only} IS NULL THEN NULL
          WHEN EXISTS (SELECT 1 FROM json_each(${events.only}) WHERE value = ${reaction}) THEN ${events.only}
          ELSE json_insert(${events.only}, '$[#]', ${reaction}) END`;
  return deps.db
    .update(events)
    .set({ state: "pending", attempts: 0, nextAttemptAt: deps.now(), replays: sql`${events.replays} + 1`, only })
    .where(
      and(
        inArray(events.id, sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`),
        sql`${hasSomethingToDo(reactions, reaction)}`,
      ),
    )
    .returning({ id: events.id, priority: events.priority });
}

/** The condition on events that they fit; those that wait to be dispatched need no replay. */
function fits({ type, from, to }: ReplayFilter) {
  return and(
    type === undefined ? undefined : eq(events.type, type),
    from === undefined ? undefined : gte(events.id, firstIdAt("evt", from)),
    to === undefined ? undefined : lt(events.id, firstIdAt("evt", to)),
    ne(events.state, "pending"),
  );
}

/** Whether any reaction that is asked for has not taken effect for an event. */
function hasSomethingToDo(reactions: ReactionName[], reaction: string | undefined) {
  const wanted = wantedOf(reactions, reaction);
  return sql`EXISTS (SELECT 1 FROM json_each(${wanted}) WHERE value ->> 'type' = ${events.type} AND ${hasNoMark(sql`${events.id}`)})`;
}

/** For a row of `json_each` over {@link wantedOf}. */
function hasNoMark(eventId: ReturnType<typeof sql>) {
  return sql`NOT EXISTS (SELECT 1 FROM ${eventReactions} WHERE ${eventReactions.eventId} = ${eventId} AND ${eventReactions.reaction} = value ->> 'name')`;
}

function wantedOf(reactions: ReactionName[], reaction: string | undefined): string {
  const wanted = reactions.filter(({ name }) => reaction === undefined || name === reaction);
  return JSON.stringify(wanted.map(({ event, name }) => ({ type: event.type, name })));
}
