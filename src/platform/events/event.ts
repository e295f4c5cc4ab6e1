import type { z } from "zod";
import type { DatabaseDeps, Statement } from "../db/database.ts";
import { newId } from "../ids/typeid.ts";
import { events } from "./schema.ts";

/** A kind of domain event: declared by the feature where it happens. */
export type EventDefinition<S extends z.ZodType = z.ZodType> = { type: string; payload: S };

export function defineEvent<S extends z.ZodType>(type: `${string}.${string}`, payload: S): EventDefinition<S> {
  return { type, payload };
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
  definition: EventDefinition<S>,
  payload: z.input<S>,
): Statement {
  const id = newId("evt");
  const now = deps.now();
  deps.recordedEvents.push(id);
  return deps.db.insert(events).values({ id, type: definition.type, payload, occurredAt: now, nextAttemptAt: now });
}
