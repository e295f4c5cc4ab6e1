import { and, eq, inArray, lt, lte } from "drizzle-orm";
import { commit, isUniqueViolation } from "../db/database.ts";
import type { Logger } from "../log/logger.ts";
import { backoffMs } from "../queue/backoff.ts";
import type { EventDeps } from "./event.ts";
import type { Reaction } from "./reaction.ts";
import { eventReactions, events } from "./schema.ts";

export interface DispatchDeps extends EventDeps {
  log: Logger;
  /** Wakes a consumer for this event later. It may be lost: the sweep finds the event all the same. */
  wakeEvent(eventId: string, delaySeconds: number): Promise<void>;
}

type EventRow = typeof events.$inferSelect;

const maxAttempts = 12;
/** So many the sweep dispatches itself, within the thousand D1 queries of an invocation; the rest it wakes others for. */
const sweepInline = 25;
const sweepSize = 200;
const keptMs = 30 * 24 * 3600 * 1000;

/** Runs what is left to do for these events. Events that never committed are not found, and so nothing. */
export async function dispatchEvents<Deps extends DispatchDeps>(
  deps: Deps,
  reactions: Reaction<Deps>[],
  ids: string[],
): Promise<void> {
  if (ids.length === 0) return;
  const rows = await deps.db
    .select()
    .from(events)
    .where(and(inArray(events.id, ids), eq(events.state, "pending")));
  for (const row of rows) await dispatchEvent(deps, reactions, row);
}

/** Dispatches what is due and was cut off by a crash or failed before, oldest first. @returns how many. */
export async function sweepEvents<Deps extends DispatchDeps>(deps: Deps, reactions: Reaction<Deps>[]): Promise<number> {
  const due = await deps.db
    .select()
    .from(events)
    .where(and(eq(events.state, "pending"), lte(events.nextAttemptAt, deps.now())))
    .orderBy(events.nextAttemptAt)
    .limit(sweepSize);
  for (const row of due.slice(0, sweepInline)) await dispatchEvent(deps, reactions, row);
  for (const row of due.slice(sweepInline)) await deps.wakeEvent(row.id, 0);
  return due.length;
}

/** Removes what was done a month ago, so many rows at a time. */
export async function pruneEvents(deps: EventDeps): Promise<void> {
  const old = deps.db
    .select({ id: events.id })
    .from(events)
    .where(and(eq(events.state, "done"), lt(events.nextAttemptAt, deps.now() - keptMs)))
    .limit(1_000);
  await deps.db.delete(events).where(inArray(events.id, old));
}

async function dispatchEvent<Deps extends DispatchDeps>(
  deps: Deps,
  reactions: Reaction<Deps>[],
  row: EventRow,
): Promise<void> {
  const done = await doneReactions(deps, row.id);
  let failures = 0;
  for (const reaction of reactions) {
    if (reaction.event.type !== row.type || done.has(reaction.name)) continue;
    // One reaction's failure does not keep the others waiting.
    const isDone = await runReaction(deps, reaction, row);
    if (!isDone) failures += 1;
  }
  if (failures > 0) await postpone(deps, row);
  else await deps.db.update(events).set({ state: "done" }).where(eq(events.id, row.id));
}

async function doneReactions(deps: DispatchDeps, eventId: string): Promise<Set<string>> {
  const rows = await deps.db
    .select({ name: eventReactions.reaction })
    .from(eventReactions)
    .where(eq(eventReactions.eventId, eventId));
  return new Set(rows.map(({ name }) => name));
}

async function runReaction<Deps extends DispatchDeps>(
  deps: Deps,
  reaction: Reaction<Deps>,
  row: EventRow,
): Promise<boolean> {
  try {
    const statements = await reaction.run(deps, row.payload, { id: row.id, occurredAt: row.occurredAt });
    const mark = deps.db
      .insert(eventReactions)
      .values({ eventId: row.id, reaction: reaction.name, doneAt: deps.now() });
    await commit(deps, [mark, ...statements]);
    return true;
  } catch (error) {
    // Somebody else ran it at the same time and committed first.
    if (isUniqueViolation(error, "event_reactions.")) return true;
    deps.log.error("reaction failed", error, {
      eventId: row.id,
      eventType: row.type,
      reaction: reaction.name,
      attempt: row.attempts + 1,
    });
    return false;
  }
}

async function postpone(deps: DispatchDeps, row: EventRow): Promise<void> {
  const attempts = row.attempts + 1;
  const delayMs = backoffMs(attempts);
  const isDead = attempts >= maxAttempts;
  await deps.db
    .update(events)
    .set({ attempts, state: isDead ? "dead" : "pending", nextAttemptAt: deps.now() + delayMs })
    .where(eq(events.id, row.id));
  if (isDead) deps.log.error("an event was given up", undefined, { eventId: row.id, eventType: row.type });
  else await deps.wakeEvent(row.id, Math.ceil(delayMs / 1000));
}
