import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Work to be done after the request, one row a job: queues only wake its worker. */
export const jobs = sqliteTable(
  "jobs",
  {
    id: text().primaryKey(),
    type: text().notNull(),
    /** The same key is the same job, whoever asks twice. */
    idempotencyKey: text().notNull().unique(),
    /** Sealed: what is to be mailed may hold a token. */
    sealedInput: text().notNull(),
    state: text({ enum: ["queued", "running", "succeeded", "dead"] })
      .notNull()
      .default("queued"),
    attempts: integer().notNull().default(0),
    /** When it may run next; while it runs, when whoever runs it must be dead. */
    runAt: integer().notNull(),
    lastError: text(),
    createdAt: integer().notNull(),
    finishedAt: integer(),
  },
  (table) => [index("jobs_due").on(table.state, table.runAt)],
);
