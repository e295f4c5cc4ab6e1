import { z } from "zod";
import { PageQuery, Timestamp } from "../../platform/http/contract.ts";
import { idSchema } from "../../platform/ids/typeid.ts";
import { JobId, lanes, Name, Percentile } from "./lane-contract.ts";

const EventId = idSchema("evt");

export const OneEvent = z.strictObject({ id: EventId });

const eventStates = ["pending", "done", "dead"] as const;

/** A kind of event, with the JSON Schema of its payload and the reactions to it. */
export const EventType = z
  .object({
    type: z.string(),
    priority: z.enum(lanes),
    payload: z.record(z.string(), z.unknown()).meta({ description: "the JSON Schema of its payload" }),
    reactions: z.array(z.string()),
  })
  .meta({ id: "EventType" });
export type EventType = z.infer<typeof EventType>;

/** How far one reaction to one event has come. */
export const ReactionRecord = z
  .object({
    reaction: z.string(),
    state: z.enum(["pending", "failed", "done", "dead", "never_ran"]).meta({
      description:
        "`failed` is tried again, `dead` is not; `never_ran` is one that was not asked for, such as one added later",
    }),
    attempts: z.int(),
    lastError: z.string().nullable(),
    lastFailedAt: Timestamp.nullable(),
    doneAt: Timestamp.nullable(),
  })
  .meta({ id: "ReactionRecord" });
export type ReactionRecord = z.infer<typeof ReactionRecord>;

/** An event in a list; `failures` are those of its reactions that have failed and not taken effect since. */
export const EventRecord = z
  .object({
    id: EventId,
    type: z.string(),
    priority: z.enum(lanes),
    state: z.enum(eventStates),
    attempts: z.int(),
    replays: z.int(),
    occurredAt: Timestamp,
    nextAttemptAt: Timestamp.nullable(),
    failures: z.array(ReactionRecord),
  })
  .meta({ id: "EventRecord" });
export type EventRecord = z.infer<typeof EventRecord>;

/** The whole of an event. */
export const EventDetails = EventRecord.omit({ failures: true })
  .extend({ payload: z.unknown(), reactions: z.array(ReactionRecord) })
  .meta({ id: "EventDetails" });
export type EventDetails = z.infer<typeof EventDetails>;

export const EventQuery = PageQuery.extend({
  type: Name.optional(),
  state: z.enum(eventStates).optional(),
  from: Timestamp.optional(),
  to: Timestamp.optional(),
});

export const ReplayOne = z.strictObject({ reaction: Name.optional() });
export const ReplayMany = z.strictObject({
  type: Name.optional(),
  from: Timestamp.optional(),
  to: Timestamp.optional(),
  reaction: Name.optional(),
  dryRun: z.boolean(),
});
export type ReplayMany = z.infer<typeof ReplayMany>;

/** What a replay does, or would do. */
export const Replay = z
  .object({
    dryRun: z.boolean(),
    events: z.int().meta({ description: "so many events have a reaction to run" }),
    complete: z.boolean().meta({ description: "false where only the first ten thousand events were looked at" }),
    reactions: z.array(z.object({ reaction: z.string(), events: z.int() })),
    jobId: JobId.nullable().meta({ description: "the job that does it; null for a dry run" }),
  })
  .meta({ id: "Replay" });
export type Replay = z.infer<typeof Replay>;

/** What was counted of the reactions since `from`, by the hour, and what waits in each lane now. */
export const EventStatistics = z
  .object({
    from: Timestamp,
    backlog: z.array(
      z.object({
        priority: z.enum(lanes),
        pending: z.int(),
        dead: z.int(),
        lagMs: z.int().nullable().meta({ description: "how long the one has waited that was due first" }),
      }),
    ),
    items: z.array(
      z.object({
        type: z.string(),
        reaction: z.string(),
        count: z.int().meta({ description: "so often it took effect" }),
        failures: z.int(),
        lagP50Ms: Percentile,
        lagP99Ms: Percentile,
      }),
    ),
  })
  .meta({ id: "EventStatistics" });
export type EventStatistics = z.infer<typeof EventStatistics>;
