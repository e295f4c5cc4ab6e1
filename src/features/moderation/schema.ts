import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { reportStatuses, targetTypes } from "./contract.ts";

/** Who wants nothing from whom. Known to the blocker alone. */
export const blocks = sqliteTable(
  "blocks",
  {
    blockerId: text().notNull(),
    blockedId: text().notNull(),
    createdAt: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.blockerId, table.blockedId] }),
    index("blocks_by_age").on(table.blockerId, table.createdAt, table.blockedId),
    index("blocks_of_user").on(table.blockedId, table.blockerId),
  ],
);

/** What people reported, for moderators to decide. */
export const reports = sqliteTable(
  "reports",
  {
    id: text().primaryKey(),
    reporterId: text().notNull(),
    targetType: text({ enum: targetTypes }).notNull(),
    targetId: text().notNull(),
    /** Where the target is a message. */
    conversationId: text(),
    reason: text().notNull(),
    status: text({ enum: reportStatuses }).notNull().default("open"),
    note: text(),
    decidedBy: text(),
    decidedAt: integer(),
    createdAt: integer().notNull(),
  },
  (table) => [
    index("reports_by_status").on(table.status, table.id),
    index("reports_by_target").on(table.targetType, table.id),
    index("reports_by_target_and_status").on(table.targetType, table.status, table.id),
    uniqueIndex("reports_open")
      .on(table.reporterId, table.targetType, table.targetId)
      .where(sql`${table.status} = 'open'`),
  ],
);
