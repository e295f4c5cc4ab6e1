import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What happened, written in the batch of the change that it tells of. */
export const events = sqliteTable(
  "events",
  {
    id: text().primaryKey(),
    type: text().notNull(),
    payload: text({ mode: "json" }).$type<unknown>().notNull(),
    occurredAt: integer().notNull(),
    /** `dead` after too many tries: an operator looks at it. */
    state: text({ enum: ["pending", "done", "dead"] })
      .notNull()
      .default("pending"),
    attempts: integer().notNull().default(0),
    nextAttemptAt: integer().notNull(),
  },
  (table) => [index("events_due").on(table.state, table.nextAttemptAt)],
);

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
