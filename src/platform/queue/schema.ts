import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const queueNames = ["email", "delivery", "payments", "events", "ai"] as const;
export const priorities = ["high", "normal"] as const;
export const jobStates = ["queued", "running", "succeeded", "failed", "dead", "cancelled"] as const;

/** Work to be done after the request, one row a job: queues only wake its worker. */
export const jobs = sqliteTable(
  "jobs",
  {
    id: text().primaryKey(),
    type: text().notNull(),
    queue: text({ enum: queueNames }).notNull().default("email"),
    priority: text({ enum: priorities }).notNull().default("normal"),
    /** The same key is the same job, whoever asks twice. */
    idempotencyKey: text().notNull().unique(),
    /** Sealed: what is to be mailed may hold a token. */
    sealedInput: text().notNull(),
    /** `failed` waits for its next try; `dead` is tried no more unless an operator wants it. */
    state: text({ enum: jobStates }).notNull().default("queued"),
    attempts: integer().notNull().default(0),
    /** How many of the attempts were made before an operator last had it tried again: they do not count. */
    attemptsForgiven: integer().notNull().default(0),
    /** When it may run next; while it runs, when whoever runs it must be dead. */
    runAt: integer().notNull(),
    lastError: text(),
    createdAt: integer().notNull(),
    /** When its last run began. */
    startedAt: integer(),
    finishedAt: integer(),
  },
  (table) => [
    index("jobs_due")
      .on(table.queue, table.priority, table.runAt)
      .where(sql`${table.state} IN ('queued', 'failed', 'running')`),
    index("jobs_by_state")
      .on(table.state, table.id)
      .where(sql`${table.state} <> 'succeeded'`),
    index("jobs_by_type").on(table.type, table.id),
    index("jobs_by_queue").on(table.queue, table.id),
    index("jobs_finished").on(table.finishedAt),
  ],
);

/** What the partial index of due jobs is over, word for word: SQLite finds it by that. */
export const isUnfinished = sql`${jobs.state} IN ('queued', 'failed', 'running')`;
/** The same for the index of what an operator looks at. */
export const hasNotSucceeded = sql`${jobs.state} <> 'succeeded'`;
