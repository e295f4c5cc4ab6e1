import { z } from "zod";
import { readBacklog } from "../../platform/events/backlog.ts";
import { listEventDefinitions } from "../../platform/events/event.ts";
import {
  type EventFilter,
  type EventTrace,
  findEvent,
  listEvents,
  type ReactionTrace,
} from "../../platform/events/read.ts";
import type { ReactionName } from "../../platform/events/replay.ts";
import type { Page } from "../../platform/http/contract.ts";
import { Problem } from "../../platform/http/problem.ts";
import { readTimings } from "../../platform/statistics/timings.ts";
import type { EventDetails, EventRecord, EventStatistics, EventType, ReactionRecord } from "./contract.ts";
import type { OperationsDeps } from "./deps.ts";

type Moments = { from?: string | undefined; to?: string | undefined };

/** Every kind of event that there is, with the reactions to it. */
export function listEventTypes(reactions: ReactionName[]): EventType[] {
  return listEventDefinitions().map(({ type, priority, payload }) => ({
    type,
    priority,
    payload: { ...z.toJSONSchema(payload, { io: "input", unrepresentable: "any" }) },
    reactions: namesOf(reactions, type),
  }));
}

/** Events and what failed of them, the newest first. */
export async function listEventRecords(
  deps: OperationsDeps,
  {
    limit,
    cursor,
    from,
    to,
    ...filter
  }: Omit<EventFilter, keyof Moments> & Moments & { limit: number; cursor?: string | undefined },
): Promise<Page<EventRecord>> {
  const page = await listEvents(deps, { ...filter, ...inMs({ from, to }) }, { limit, cursor });
  const items = page.items.map((event) => ({
    ...render(event),
    failures: event.traces.filter(({ doneAt }) => doneAt === null).map((trace) => renderReaction(event, trace)),
  }));
  return { items, nextCursor: page.nextCursor };
}

/** One event with its payload and how far each reaction to it has come. @throws Problem `NOT_FOUND`. */
export async function readEvent(deps: OperationsDeps, reactions: ReactionName[], id: string): Promise<EventDetails> {
  const event = await findEvent(deps, id);
  if (!event) throw new Problem("NOT_FOUND");
  const traced = new Set(event.traces.map(({ reaction }) => reaction));
  const untraced = namesOf(reactions, event.type).filter((name) => !traced.has(name));
  const traces = [...event.traces, ...untraced.map(traceOfNothing)];
  traces.sort((one, other) => (one.reaction < other.reaction ? -1 : 1));
  return {
    ...render(event),
    payload: withoutAddresses(event.payload),
    reactions: traces.map((trace) => renderReaction(event, trace)),
  };
}

/** Fields of payloads that say where somebody can be found: operators see that they are there, and not what they hold. */
const addresses = new Set(["ip", "email", "phone", "address"]);

function withoutAddresses(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAddresses);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, held]) => {
    const isHidden = addresses.has(name) && held !== null;
    return [name, isHidden ? "…" : withoutAddresses(held)];
  });
  return Object.fromEntries(entries);
}

/** What was counted of the reactions, by the hour, and what waits in each lane. */
export async function readEventStatistics(deps: OperationsDeps, from: number): Promise<EventStatistics> {
  const [items, backlog] = await Promise.all([readTimings(deps, "reaction", from), readBacklog(deps)]);
  return {
    from: new Date(from).toISOString(),
    backlog,
    items: items.map(({ type, part, count, failures, p50Ms, p99Ms }) => ({
      type,
      reaction: part,
      count,
      failures,
      lagP50Ms: p50Ms,
      lagP99Ms: p99Ms,
    })),
  };
}

/** Moments of the wire as numbers. */
export function inMs({ from, to }: Moments): { from: number | undefined; to: number | undefined } {
  return { from: from === undefined ? from : Date.parse(from), to: to === undefined ? to : Date.parse(to) };
}

function namesOf(reactions: ReactionName[], type: string): string[] {
  return reactions.flatMap(({ event, name }) => (event.type === type ? [name] : [])).toSorted();
}

function traceOfNothing(reaction: string): ReactionTrace {
  return { reaction, doneAt: null, failures: 0, lastError: null, lastFailedAt: null };
}

function render(event: EventTrace): Omit<EventRecord, "failures"> {
  const { id, type, priority, state, attempts, replays } = event;
  const nextAttemptAt = state === "pending" ? timestamp(event.nextAttemptAt) : null;
  return { id, type, priority, state, attempts, replays, occurredAt: timestamp(event.occurredAt), nextAttemptAt };
}

function renderReaction(event: EventTrace, trace: ReactionTrace): ReactionRecord {
  return {
    reaction: trace.reaction,
    state: stateOf(event, trace),
    attempts: trace.failures + (trace.doneAt === null ? 0 : 1),
    lastError: trace.lastError,
    lastFailedAt: trace.lastFailedAt === null ? null : timestamp(trace.lastFailedAt),
    doneAt: trace.doneAt === null ? null : timestamp(trace.doneAt),
  };
}

function stateOf({ state, only }: EventTrace, { reaction, doneAt, failures }: ReactionTrace): ReactionRecord["state"] {
  if (doneAt !== null) return "done";
  const isWaiting = state === "pending" && (only === null || only.includes(reaction));
  if (isWaiting) return failures > 0 ? "failed" : "pending";
  return failures > 0 ? "dead" : "never_ran";
}

function timestamp(moment: number): string {
  return new Date(moment).toISOString();
}
