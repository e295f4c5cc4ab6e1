import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { applicationStatuses, intervals, planStatuses } from "./contract.ts";

/** What people can become members of. Never removed, for applications name them. */
export const plans = sqliteTable(
  "plans",
  {
    id: text().primaryKey(),
    name: text().notNull(),
    description: text(),
    /** In minor units of the currency. */
    priceAmount: integer().notNull(),
    priceCurrency: text().notNull(),
    interval: text({ enum: intervals }).notNull(),
    status: text({ enum: planStatuses }).notNull().default("active"),
    creatorId: text().notNull(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [index("plans_by_status").on(table.status, table.id)],
);

/** Who applied for which plan, and what came of it. */
export const applications = sqliteTable(
  "applications",
  {
    id: text().primaryKey(),
    planId: text().notNull(),
    applicantId: text().notNull(),
    message: text(),
    status: text({ enum: applicationStatuses }).notNull(),
    reason: text(),
    decidedBy: text(),
    decidedAt: integer(),
    createdAt: integer().notNull(),
  },
  (table) => [
    index("applications_of_plan").on(table.planId, table.id),
    index("applications_of_plan_by_status").on(table.planId, table.status, table.id),
    index("applications_by_status").on(table.status, table.id),
    index("applications_of_user").on(table.applicantId, table.id),
    index("applications_of_user_for_plan").on(table.applicantId, table.planId),
    index("applications_of_user_by_status").on(table.applicantId, table.status, table.id),
    // One that is open or approved keeps others out, whoever asks twice at once.
    uniqueIndex("applications_standing")
      .on(table.planId, table.applicantId)
      .where(sql`${table.status} IN ('submitted', 'approved')`),
  ],
);
