import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/**
 * Files that were uploaded. A row is written before its object and removed after it, so there is no object
 * without a row, whatever crashes in between.
 */
export const attachments = sqliteTable(
  "attachments",
  {
    id: text().primaryKey(),
    ownerId: text().notNull(),
    name: text().notNull(),
    type: text().notNull(),
    size: integer().notNull(),
    /** `deleting` is for good: nobody can claim such a file any more. */
    state: text({ enum: ["uploading", "complete", "deleting"] }).notNull(),
    createdAt: integer().notNull(),
    /** Of an upload in parts, while it is under way. */
    multipartId: text(),
    /** Since when no audience has it; null while one does. */
    unclaimedSince: integer(),
  },
  (table) => [
    index("attachments_by_owner").on(table.ownerId, table.id),
    index("attachments_unclaimed")
      .on(table.unclaimedSince)
      .where(sql`${table.unclaimedSince} IS NOT NULL`),
  ],
);

/** Who may see a file beside its owner: everybody in an audience, such as the members of `conv_…`. */
export const attachmentAudiences = sqliteTable(
  "attachment_audiences",
  {
    attachmentId: text()
      .notNull()
      .references(() => attachments.id, { onDelete: "cascade" }),
    audience: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.attachmentId, table.audience] }),
    index("attachments_of_audience").on(table.audience),
  ],
);
