import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const eventPriorities = ["high", "normal"] as const;
export const eventStates = ["pending", "done", "dead"] as const;

/** What happened, written in the batch of the change that it tells of. */
export const events = sqliteTable(
  "events",
  {
    id: text().primaryKey(),
    type: text().notNull(),
    /** Its lane. */
    priority: text({ enum: eventPriorities }).notNull().default("normal"),
    payload: text({ mode: "json" }).$type<unknown>().notNull(),
    occurredAt: integer().notNull(),
    /** `dead` after too many tries: an operator looks at it. */
    state: text({ enum: eventStates }).notNull().default("pending"),
    attempts: integer().notNull().default(0),
    nextAttemptAt: integer().notNull(),
    /** How often an operator had it dispatched again; whoever dispatched it before that has no more say in it. */
    replays: integer().notNull().default(0),
    /** The reactions that a replay is for; null for all. */
    only: text({ mode: "json" }).$type<string[]>(),
  },
  (table) => [
    index("events_due")
      .on(table.priority, table.nextAttemptAt)
      .where(sql`${table.state} = 'pending'`),
    index("events_by_state")
      .on(table.state, table.id)
      .where(sql`${table.state} <> 'done'`),
    index("events_by_type").on(table.type, table.id),
  ],
);

/** What the partial indexes are over, word for word: SQLite finds them by that. */
export const isPending = sql`${events.state} = 'pending'`;
export const isNotDone = sql`${events.state} <> 'done'`;

/** A reaction that took effect, written in the batch of its effect: once per event, whatever crashes. */
export const eventReactions = sqliteTable(
  "event_reactions",
  {
    eventId: text()
      .notNull()
      .references(() => events.id, { onDelete: "cascade" }),
    reaction: text().notNull(),
    doneAt: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.eventId, table.reaction] })],
);

/** How often a reaction to an event failed, and how the last time. It stays when the reaction then takes effect. */
export const eventFailures = sqliteTable(
  "event_failures",
  {
    eventId: text()
      .notNull()
      .references(() => events.id, { onDelete: "cascade" }),
    reaction: text().notNull(),
    count: integer().notNull(),
    lastError: text().notNull(),
    lastFailedAt: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.eventId, table.reaction] })],
);
