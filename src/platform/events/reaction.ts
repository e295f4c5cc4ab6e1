import type { z } from "zod";
import type { Statement } from "../db/database.ts";
import type { EventDefinition } from "./event.ts";

export type EventMeta = { id: string; occurredAt: number };

/** One thing that happens because an event did. */
export type Reaction<Deps> = {
  event: EventDefinition;
  /** Unique and stable: it is the key under which its effect is once. */
  name: string;
  run(deps: Deps, payload: unknown, meta: EventMeta): Promise<Statement[]>;
};

/**
 * Declares a reaction.
 *
 * What it does in D1 it returns as statements: they commit together with the mark that it is done, so
 * their effect is once. What it does elsewhere may happen twice and must be idempotent by the event's id.
 */
export function reactTo<Deps, S extends z.ZodType>(
  event: EventDefinition<S>,
  name: string,
  run: (deps: Deps, payload: z.output<S>, meta: EventMeta) => Promise<Statement[]>,
): Reaction<Deps> {
  return { event, name, run: (deps, payload, meta) => run(deps, event.payload.parse(payload), meta) };
}
