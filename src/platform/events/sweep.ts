import { and, eq, gt, lt, lte, inArray } from "drizzle-orm";
import type { Config } from "../config/config.ts";
import { removedAtOnce, removeInSteps } from "../db/in-steps.ts";
import { firstIdAt } from "../ids/typeid.ts";
import { pruneTimings } from "../statistics/timings.ts";
import { dispatchEvent, type DispatchDeps, type EventRow, leaseMs } from "./dispatch.ts";
import type { EventPriority } from "./event.ts";
import type { Reaction } from "./reaction.ts";
import { events, isNotDone, isPending } from "./schema.ts";

/** So many of each lane the sweep looks at. */
const lookedAt = 100;
/** So many it dispatches itself, within the thousand D1 queries of an invocation; the rest it wakes others for. */
const sweepInline = 25;
/** So many of these are kept for the ordinary lane where anything waits in it: a flood of high ones starves nobody. */
const keptForNormal = 5;
const dayMs = 24 * 3600 * 1000;
/** What was given up is kept so many times as long: an operator may still want it replayed. */
const patience = 4;

/**
 * Dispatches what is due and was cut off by a crash or failed before: the high lane first, each lane oldest
 * first. @returns how many were due.
 */
export async function sweepEvents<Deps extends DispatchDeps>(deps: Deps, reactions: Reaction<Deps>[]): Promise<number> {
  const [high, normal] = await deps.db.batch([dueOf(deps, "high"), dueOf(deps, "normal")]);
  const ownHigh = high.slice(0, sweepInline - Math.min(keptForNormal, normal.length));
  const ownNormal = normal.slice(0, sweepInline - ownHigh.length);
  for (const row of [...ownHigh, ...ownNormal]) {
    await dispatchEvent(deps, reactions, row).catch((error: unknown) =>
      deps.log.error("an event was not dispatched", error, { eventId: row.id, eventType: row.type }),
    );
  }
  const others: EventRow[] = [...high.slice(ownHigh.length), ...normal.slice(ownNormal.length)];
  for (const row of others) await deps.wakeEvent(row.id, 0, row.priority);
  return high.length + normal.length;
}

function dueOf(deps: DispatchDeps, lane: EventPriority) {
  return deps.db
    .select()
    .from(events)
    .where(and(eq(events.priority, lane), isPending, lte(events.nextAttemptAt, deps.now())))
    .orderBy(events.nextAttemptAt)
    .limit(lookedAt);
}

/** Makes due what was first taken before a moment by dispatches that are known to be dead, without waiting for their leases. */
export async function releaseEvents(deps: DispatchDeps, takenBefore: number): Promise<void> {
  const now = deps.now();
  const { nextAttemptAt } = events;
  await deps.db
    .update(events)
    .set({ nextAttemptAt: now })
    .where(and(isPending, gt(nextAttemptAt, now), lte(nextAttemptAt, takenBefore + leaseMs)));
}

/** No event is kept longer, and so none is replayed that happened before. */
export function longestKeptMs({ EVENT_RETENTION_DAYS }: Pick<Config, "EVENT_RETENTION_DAYS">): number {
  return patience * EVENT_RETENTION_DAYS * dayMs;
}

/** Removes events that were done EVENT_RETENTION_DAYS ago, those given up later, in bounded steps. */
export async function pruneEvents(deps: DispatchDeps): Promise<void> {
  const keptMs = deps.config.EVENT_RETENTION_DAYS * dayMs;
  const before = deps.now() - keptMs;
  await removeInSteps(() => removeSome(deps, and(lt(events.id, firstIdAt("evt", before)), eq(events.state, "done"))));
  const dead = and(
    isNotDone,
    eq(events.state, "dead"),
    lt(events.id, firstIdAt("evt", deps.now() - longestKeptMs(deps.config))),
  );
  await removeInSteps(() => removeSome(deps, dead));
  await pruneTimings(deps, "reaction", before);
}

async function removeSome({ db }: DispatchDeps, which: ReturnType<typeof and>): Promise<number> {
  const old = db.select({ id: events.id }).from(events).where(which).orderBy(events.id).limit(removedAtOnce);
  const removed = await db.delete(events).where(inArray(events.id, old)).returning({ id: events.id });
  return removed.length;
}
