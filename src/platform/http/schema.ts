import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Answers to requests that bore an Idempotency-Key, for 24 hours. */
export const idempotentRequests = sqliteTable(
  "idempotent_requests",
  {
    /** Whose key it is: a user's id, or an address. */
    owner: text().notNull(),
    key: text().notNull(),
    /** A keyed digest of method, path and body: the same key may not mean something else. */
    fingerprint: text().notNull(),
    /** Null while the first request is under way. */
    status: integer(),
    /** The answer's body, sealed: it may hold what is shown only once. */
    sealedBody: text(),
    headers: text({ mode: "json" }).$type<Record<string, string>>(),
    createdAt: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.owner, table.key] }),
    index("idempotent_requests_by_age").on(table.createdAt),
  ],
);
