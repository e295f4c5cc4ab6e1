import type { z } from "zod";
import type { DatabaseDeps, Statement } from "../db/database.ts";
import { newId } from "../ids/typeid.ts";
import { type eventPriorities, events } from "./schema.ts";

export type EventPriority = (typeof eventPriorities)[number];

/** A kind of domain event: declared by the feature where it happens. */
export type EventDefinition<S extends z.ZodType = z.ZodType> = { type: string; payload: S; priority: EventPriority };

const catalogue = new Map<string, EventDefinition>();

/**
 * Declares a kind of event, and enters it into the catalogue.
 *
 * @param options `priority: "high"` has it dispatched in the lane that waits for no ordinary event: for what
 * concerns security, sessions and payments.
 * @throws Error when there is another of this type.
 */
export function defineEvent<S extends z.ZodType>(
  type: `${string}.${string}`,
  payload: S,
  { priority = "normal" }: { priority?: EventPriority } = {},
): EventDefinition<S> {
  if (catalogue.has(type)) throw new Error(`two kinds of events are called ${type}`);
  const definition = { type, payload, priority };
  catalogue.set(type, definition);
  return definition;
}

/** Every kind of event that any feature has declared, by name. */
export function listEventDefinitions(): EventDefinition[] {
  return [...catalogue.values()].toSorted((one, other) => (one.type < other.type ? -1 : 1));
}

export interface EventDeps extends DatabaseDeps {
  now(): number;
  /** The ids of what this request recorded; dispatched once it has answered. */
  recordedEvents: string[];
}

/**
 * The statement that records an event. It belongs into the batch of the change it tells of, so that
 * both commit or neither; its reactions run when the request has answered.
 */
export function recordEvent<S extends z.ZodType>(
  deps: EventDeps,
  { type, priority }: EventDefinition<S>,
  payload: z.input<S>,
): Statement {
  const id = newId("evt");
  const now = deps.now();
  deps.recordedEvents.push(id);
  return deps.db.insert(events).values({ id, type, priority, payload, occurredAt: now, nextAttemptAt: now });
}
