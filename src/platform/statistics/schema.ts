import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** How often something took how long, by the hour: counts in buckets, so that no list of all of it is read. */
export const timings = sqliteTable(
  "timings",
  {
    kind: text({ enum: ["reaction", "job"] }).notNull(),
    /** When the hour began. */
    hour: integer().notNull(),
    type: text().notNull(),
    /** The reaction's name, or the job's queue. */
    part: text().notNull(),
    /** Which bucket of durations; -1 for what failed. */
    bucket: integer().notNull(),
    count: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.hour, table.type, table.part, table.bucket] })],
);
