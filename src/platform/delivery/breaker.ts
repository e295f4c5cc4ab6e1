import { CircuitState, circuitBreaker, ConsecutiveBreaker, handleWhen, IterableBackoff } from "cockatiel";
import { and, eq, sql } from "drizzle-orm";
import type { SQLiteUpdateSetSource } from "drizzle-orm/sqlite-core";
import { digest } from "../crypto/digest.ts";
import { commit, type DatabaseDeps } from "../db/database.ts";
import type { Logger } from "../log/logger.ts";
import { failureOf, type ProviderError } from "./provider.ts";
import { type Channel, providerStates } from "./schema.ts";

export interface BreakerDeps extends DatabaseDeps {
  log: Logger;
  now(): number;
}

export type ProviderState = typeof providerStates.$inferSelect;

/** Failures in a row that open a breaker. */
const threshold = 5;
/** Failures that lie further apart than this are no row. */
const forgottenMs = 10 * 60_000;
/** How long an open breaker rests before one message probes its provider: longer each time that this fails. */
const restsMs = [10_000, 30_000, 60_000, 300_000];
/** Whoever has probed for so long is dead. */
const probeMs = 60_000;

/** How a channel's providers fare, by their names; of one that is not among them nothing is known, which is well. */
export async function readProviderStates(deps: DatabaseDeps, channel?: Channel): Promise<ProviderState[]> {
  return deps.db
    .select()
    .from(providerStates)
    .where(channel === undefined ? undefined : eq(providerStates.channel, channel))
    .limit(100);
}

export function unknownProvider(channel: Channel, provider: string): ProviderState {
  const since = { changedAt: 0, failures: 0, openings: 0, restsUntil: 0 };
  return { channel, provider, state: "closed", ...since, failedFor: null, lastFailure: null, lastFailureAt: null };
}

/** When a provider may be tried again; a moment in the past where it may be now. */
export function triableAt({ state, changedAt, openings, restsUntil }: ProviderState): number {
  if (state === "closed") return restsUntil;
  return Math.max(restsUntil, changedAt + (state === "open" ? restMsOf(openings) : probeMs));
}

function restMsOf(openings: number): number {
  return restsMs[Math.min(openings, restsMs.length) - 1] ?? 0;
}

/**
 * The state in which this caller may try a provider now, or undefined where it may not. Of a provider whose breaker
 * is open, one caller in all isolates is the probe.
 */
export async function mayTry(deps: BreakerDeps, state: ProviderState): Promise<ProviderState | undefined> {
  const now = deps.now();
  if (triableAt(state) > now) return undefined;
  if (state.state === "closed") return state;
  const [claimed] = await deps.db
    .update(providerStates)
    .set({ state: "half_open", changedAt: now })
    .where(and(isRow(state), eq(providerStates.changedAt, state.changedAt)))
    .returning();
  return claimed;
}

/**
 * Tries a provider behind its breaker, as it was recorded last, and records what came of it.
 *
 * @param chosenBy who chose where this message goes, where that is not ours to say.
 * @returns why it did not take the message, or null where it took it.
 */
export async function throughBreaker(
  deps: BreakerDeps,
  state: ProviderState,
  send: () => Promise<void>,
  chosenBy?: string,
): Promise<ProviderError | null> {
  const chooser = chosenBy === undefined ? null : digest(chosenBy).slice(0, 16);
  const meaningOf = (failure: ProviderError | null) => meaningFor(deps, state, failure, chooser);
  const breaker = restore(deps, state, (failure) => meaningOf(failure) === "failed");
  const failure = await breaker.execute(send).then(() => null, failureOf);
  const meaning = meaningOf(failure);
  try {
    if (meaning === "answered") await recordAnswer(deps, state, failure);
    else if (failure === null || meaning === "nothing") await handBack(deps, state);
    else await recordFailure(deps, state, { failure, chooser, isOpen: breaker.state === CircuitState.Open });
  } catch (error) {
    // What was sent was sent: that must not be done again because nobody could write it down.
    deps.log.error("a provider's state was not recorded", error, { provider: state.provider });
  }
  return failure;
}

/** The library decides; what it decides on is what all isolates have seen. */
function restore(deps: BreakerDeps, state: ProviderState, isCounted: (failure: ProviderError) => boolean) {
  const ownState =
    state.state === "closed"
      ? { value: CircuitState.Closed }
      : // Its rest is over: `mayTry` has seen to that.
        { value: CircuitState.Open, openedAt: 0, attemptNo: Math.max(1, state.openings) };
  return circuitBreaker(
    handleWhen((error) => isCounted(failureOf(error))),
    {
      breaker: new ConsecutiveBreaker(threshold),
      halfOpenAfter: new IterableBackoff(restsMs),
      initialState: { ownState, breakerState: isRecent(deps, state) ? state.failures : 0 },
    },
  );
}

/**
 * What the outcome of a try says of the provider: it works, it does not, or nothing, where the fault may be with this
 * one message, or with whoever chose where it goes and has failed before.
 */
function meaningFor(
  deps: BreakerDeps,
  state: ProviderState,
  failure: ProviderError | null,
  chooser: string | null,
): "answered" | "failed" | "nothing" {
  if (failure?.kind !== "outage" && failure?.kind !== "misconfigured") return "answered";
  const isKnown = chooser !== null && isRecent(deps, state) && state.failedFor?.includes(chooser);
  return !failure.isForAll || (isKnown && state.state === "closed") ? "nothing" : "failed";
}

/** Of a probe that told nothing: the next message is one. */
async function handBack(deps: BreakerDeps, state: ProviderState): Promise<void> {
  if (state.state === "closed") return;
  await save(deps, state, { state: "open", changedAt: deps.now() - restMsOf(state.openings) });
}

/** It answered, if only to say that it does not want this message, or not now. */
async function recordAnswer(deps: BreakerDeps, state: ProviderState, refusal: ProviderError | null) {
  const restMs = refusal?.isForAll ? (refusal.retryAfterMs ?? 0) : 0;
  const isChange = state.state !== "closed";
  if (!isChange && state.failures === 0 && restMs === 0) return;
  const now = deps.now();
  if (isChange) deps.log.info("a provider is well again", { channel: state.channel, provider: state.provider });
  const failure = restMs > 0 && { lastFailure: textOf(refusal), lastFailureAt: now };
  await save(deps, state, {
    state: "closed",
    changedAt: isChange ? now : state.changedAt,
    failures: 0,
    failedFor: null,
    openings: 0,
    restsUntil: restMs > 0 ? now + restMs : 0,
    ...failure,
  });
}

type Failed = { failure: ProviderError; chooser: string | null; isOpen: boolean };

async function recordFailure(deps: BreakerDeps, state: ProviderState, { failure, chooser, isOpen }: Failed) {
  const now = deps.now();
  const named = { channel: state.channel, provider: state.provider, failure: textOf(failure) };
  if (isOpen) deps.log.warn("a provider's breaker is open", named);
  await save(deps, state, {
    state: isOpen ? "open" : "closed",
    changedAt: isOpen ? now : state.changedAt,
    ...countOf(isRecent(deps, state), chooser),
    openings: isOpen ? state.openings + 1 : state.openings,
    restsUntil: failure.retryAfterMs === undefined ? 0 : now + failure.retryAfterMs,
    lastFailure: textOf(failure),
    lastFailureAt: now,
  });
}

/** Counted where it is written: of failures side by side none is lost, and none of one chooser counts twice. */
function countOf(isInRow: boolean, chooser: string | null): SQLiteUpdateSetSource<typeof providerStates> {
  const { failures, failedFor } = providerStates;
  if (!isInRow) return { failures: 1, failedFor: chooser === null ? null : [chooser] };
  if (chooser === null) return { failures: sql`${failures} + 1` };
  const known = sql`coalesce(${failedFor}, '[]')`;
  const isNew = sql`NOT EXISTS (SELECT 1 FROM json_each(${known}) WHERE value = ${chooser})`;
  // More than these are not needed: the breaker is open before.
  const isRoom = sql`json_array_length(${known}) < ${2 * threshold}`;
  return {
    failures: sql`${failures} + ${isNew}`,
    failedFor: sql`iif(${isNew} AND ${isRoom}, json_insert(${known}, '$[#]', ${chooser}), ${failedFor})`,
  };
}

/** Writes it down, unless somebody else has opened, closed or begun to probe the breaker since it was read. */
async function save(deps: BreakerDeps, known: ProviderState, set: SQLiteUpdateSetSource<typeof providerStates>) {
  const first = deps.db.insert(providerStates).values(unknownProvider(known.channel, known.provider));
  const change = deps.db
    .update(providerStates)
    .set(set)
    .where(and(isRow(known), eq(providerStates.changedAt, known.changedAt)));
  await commit(deps, [first.onConflictDoNothing(), change]);
}

function isRow({ channel, provider }: ProviderState) {
  return and(eq(providerStates.channel, channel), eq(providerStates.provider, provider));
}

function isRecent(deps: BreakerDeps, { lastFailureAt }: ProviderState): boolean {
  return lastFailureAt !== null && deps.now() - lastFailureAt < forgottenMs;
}

function textOf(failure: ProviderError | null): string | null {
  return failure?.message.slice(0, 300) ?? null;
}
