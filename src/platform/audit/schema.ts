import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/**
 * Who did what, when, from where and with what result. Rows are only ever added; each is authenticated
 * by a MAC, and soon after linked to the one before it, so that altering or removing one shows.
 */
export const auditEntries = sqliteTable(
  "audit_entries",
  {
    id: text().primaryKey(),
    at: integer().notNull(),
    /** `auth.login`, `session.end`, … */
    action: text().notNull(),
    /** `ok`, or the problem code of the refusal. */
    result: text().notNull(),
    /** Who did it, where known. */
    actorId: text(),
    /** Whom it concerns: the account whose security log shows it. */
    userId: text(),
    /** The session or API key that did it. */
    sessionId: text(),
    ip: text().notNull(),
    country: text(),
    city: text(),
    userAgent: text(),
    requestId: text().notNull(),
    details: text({ mode: "json" }).$type<Record<string, string>>().notNull(),
    mac: text().notNull(),
    /** The row's place in the chain; null until it is linked. */
    seq: integer().unique(),
    chainMac: text(),
  },
  (table) => [
    index("audit_entries_by_user").on(table.userId, table.id),
    index("audit_entries_by_actor").on(table.actorId, table.id),
    index("audit_entries_by_action").on(table.action, table.id),
    index("audit_entries_unlinked")
      .on(table.id)
      .where(sql`${table.seq} IS NULL`),
  ],
);

/**
 * The two ends of the chain: where it begins after old rows were removed, and how far it has come.
 * Authenticated, or whoever removes rows would move them.
 */
export const auditMarks = sqliteTable("audit_marks", {
  name: text({ enum: ["start", "head"] }).primaryKey(),
  seq: integer().notNull(),
  chainMac: text().notNull(),
  mac: text().notNull(),
});
