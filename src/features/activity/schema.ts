import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/**
 * The topics that there are, with their counters as their objects last told: a projection for lists and
 * searches. The row is made and removed with what it is about; its figures the topic's object alone
 * writes, at most once a second, and a write that comes late loses by its version.
 */
export const activityCounters = sqliteTable("activity_counters", {
  topic: text().primaryKey(),
  likes: integer().notNull().default(0),
  comments: integer().notNull().default(0),
  views: integer().notNull().default(0),
  version: integer().notNull().default(0),
  updatedAt: integer().notNull(),
});
