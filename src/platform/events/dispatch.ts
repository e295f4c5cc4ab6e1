import { and, eq, inArray, lte, sql } from "drizzle-orm";
import type { Config } from "../config/config.ts";
import { commit, isUniqueViolation } from "../db/database.ts";
import { describeError, type Logger } from "../log/logger.ts";
import { backoffMs, defaultRetry } from "../queue/backoff.ts";
import { countTiming } from "../statistics/timings.ts";
import type { EventDeps, EventPriority } from "./event.ts";
import { countBegunEvent, countDispatch, countReaction } from "./event-metrics.ts";
import type { Reaction } from "./reaction.ts";
import { eventFailures, eventReactions, events, isPending } from "./schema.ts";

export interface DispatchDeps extends EventDeps {
  config: Config;
  log: Logger;
  /** Wakes a consumer of the event's lane later. It may be lost: the sweep finds the event all the same. */
  wakeEvent(eventId: string, delaySeconds: number, priority: EventPriority): Promise<void>;
}

export type EventRow = typeof events.$inferSelect;

const maxAttempts = 12;
const maxErrorLength = 500;
/** A dispatch that has not come to an end by then is dead: what it had is due again. */
export const leaseMs = 30_000;
/** After each dispatch that was lost the next one is given twice as long: what kills whoever runs it kills few. */
const maxLeaseMs = 3_600_000;
/** The clocks of two isolates may differ by so much: what is due on one of them is due on the other. */
const toleranceMs = 1_000;
/** Ids that one statement may have as its parameters. */
const idsAtOnce = 90;

/**
 * Runs what is left to do for these events, the high ones first. Events that never committed are not found, and so
 * nothing; neither is one that waits for its next try, whoever is woken for it meanwhile.
 *
 * @throws what the last of those failed with that could not be dispatched; the others are.
 */
export async function dispatchEvents<Deps extends DispatchDeps>(
  deps: Deps,
  reactions: Reaction<Deps>[],
  ids: string[],
): Promise<void> {
  const failures: unknown[] = [];
  const dispatch = (row: EventRow) =>
    dispatchEvent(deps, reactions, row).catch((error: unknown) => failures.push(error));
  for (let at = 0; at < ids.length; at += idsAtOnce) {
    const rows = await deps.db
      .select()
      .from(events)
      .where(
        and(
          inArray(events.id, ids.slice(at, at + idsAtOnce)),
          eq(events.state, "pending"),
          lte(events.nextAttemptAt, deps.now() + toleranceMs),
        ),
      );
    const high = rows.filter(({ priority }) => priority === "high");
    for (const row of high) await dispatch(row);
    for (const row of rows) if (!high.includes(row)) await dispatch(row);
  }
  if (failures.length > 0) throw failures.at(-1);
}

/**
 * Takes an event that is due, and runs the reactions to it that are left to do: each that has not taken effect, and
 * that a replay is for. Whoever comes second does nothing.
 */
export async function dispatchEvent<Deps extends DispatchDeps>(
  deps: Deps,
  reactions: Reaction<Deps>[],
  found: EventRow,
): Promise<void> {
  const { row, done } = await claim(deps, found);
  if (!row) return;
  let failures = 0;
  for (const reaction of reactions) {
    if (reaction.event.type !== row.type || done.has(reaction.name)) continue;
    if (row.only && !row.only.includes(reaction.name)) continue;
    // One reaction's failure does not keep the others waiting.
    const isDone = await runReaction(deps, reaction, row);
    countReaction(reaction.name, isDone);
    if (!isDone) failures += 1;
  }
  countDispatch(row.type, failures === 0);
  if (failures > 0) await postpone(deps, row);
  else await conclude(deps, row);
}

/**
 * Takes the event for the length of a lease, and counts the try before anything is run: what takes its isolate down
 * with it is not tried for ever. The guarded update decides between dispatches side by side.
 */
async function claim(deps: DispatchDeps, found: EventRow): Promise<{ row?: EventRow; done: Set<string> }> {
  // It took its last dispatch down with it, or it would have been put aside.
  const isHopeless = found.attempts >= maxAttempts;
  const now = deps.now();
  const nextAttemptAt = now + Math.min(maxLeaseMs, leaseMs * 2 ** found.attempts);
  const change = isHopeless ? { state: "dead" as const, only: null } : { attempts: found.attempts + 1, nextAttemptAt };
  const [[row], marks] = await deps.db.batch([
    deps.db
      .update(events)
      .set(change)
      .where(and(isAsRead(found), eq(events.nextAttemptAt, found.nextAttemptAt)))
      .returning(),
    deps.db.select({ name: eventReactions.reaction }).from(eventReactions).where(eq(eventReactions.eventId, found.id)),
  ]);
  const done = new Set(marks.map(({ name }) => name));
  if (!row) return { done };
  if (isHopeless) tellOfGivingUp(deps, row);
  countBegunEvent(found, now);
  return isHopeless ? { done } : { row, done };
}

async function runReaction<Deps extends DispatchDeps>(
  deps: Deps,
  reaction: Reaction<Deps>,
  row: EventRow,
): Promise<boolean> {
  const series = { kind: "reaction" as const, type: row.type, part: reaction.name };
  try {
    const statements = await reaction.run(deps, row.payload, { id: row.id, occurredAt: row.occurredAt });
    const now = deps.now();
    const mark = deps.db.insert(eventReactions).values({ eventId: row.id, reaction: reaction.name, doneAt: now });
    await commit(deps, [mark, ...statements, countTiming(deps, series, now - row.occurredAt)]);
    return true;
  } catch (error) {
    // Somebody else ran it at the same time and committed first.
    if (isUniqueViolation(error, "event_reactions.")) return true;
    deps.log.error("reaction failed", error, {
      eventId: row.id,
      eventType: row.type,
      reaction: reaction.name,
      attempt: row.attempts,
    });
    await commit(deps, [noteFailure(deps, row, reaction.name, error), countTiming(deps, series, null)]).catch(
      (failure: unknown) => deps.log.error("a failure was not written down", failure, { eventId: row.id }),
    );
    return false;
  }
}

function noteFailure(deps: DispatchDeps, row: EventRow, reaction: string, error: unknown) {
  const last = { lastError: describeError(error).error.slice(0, maxErrorLength), lastFailedAt: deps.now() };
  return deps.db
    .insert(eventFailures)
    .values({ eventId: row.id, reaction, count: 1, ...last })
    .onConflictDoUpdate({
      target: [eventFailures.eventId, eventFailures.reaction],
      set: { ...last, count: sql`${eventFailures.count} + 1` },
    });
}

/** The event as it was read: whoever finds it otherwise was overtaken by another dispatch, or by a replay. */
function isAsRead(row: EventRow) {
  return and(
    eq(events.id, row.id),
    isPending,
    eq(events.attempts, row.attempts),
    eq(events.replays, row.replays),
    // A replay for one more reaction may have joined those that it was for.
    row.only === null ? sql`${events.only} IS NULL` : eq(events.only, row.only),
  );
}

/** Nothing is left to do; but after a replay for some reactions alone, others may still have failed for good. */
async function conclude(deps: DispatchDeps, row: EventRow): Promise<void> {
  const isStillDead = sql`EXISTS (SELECT 1 FROM ${eventFailures} WHERE ${eventFailures.eventId} = ${row.id} AND NOT EXISTS (
    SELECT 1 FROM ${eventReactions} WHERE ${eventReactions.eventId} = ${eventFailures.eventId}
      AND ${eventReactions.reaction} = ${eventFailures.reaction}))`;
  const state = row.only === null ? "done" : sql`iif(${isStillDead}, 'dead', 'done')`;
  await deps.db.update(events).set({ state, only: null }).where(isAsRead(row));
}

async function postpone(deps: DispatchDeps, row: EventRow): Promise<void> {
  const delayMs = backoffMs(row.attempts, defaultRetry);
  const isDead = row.attempts >= maxAttempts;
  const change = isDead ? { state: "dead" as const, only: null } : { nextAttemptAt: deps.now() + delayMs };
  const [postponed] = await deps.db.update(events).set(change).where(isAsRead(row)).returning({ id: events.id });
  // Somebody else has it now, and wakes others for it.
  if (!postponed) return;
  if (isDead) tellOfGivingUp(deps, row);
  else await deps.wakeEvent(row.id, Math.ceil(delayMs / 1000), row.priority);
}

function tellOfGivingUp(deps: DispatchDeps, { id, type }: EventRow): void {
  deps.log.error("an event was given up", undefined, { eventId: id, eventType: type });
}
