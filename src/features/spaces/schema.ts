import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { invitationStatuses, spaceRoles, visibilities } from "./contract.ts";

/** Places where people post together. */
export const spaces = sqliteTable(
  "spaces",
  {
    /** By it the full-text index knows the space: its rows have numbers, not names. */
    number: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull().unique(),
    name: text().notNull(),
    description: text().notNull().default(""),
    visibility: text({ enum: visibilities }).notNull(),
    ownerId: text().notNull(),
    /** Kept by the triggers of {@link spaceMembers}, so always exact. */
    memberCount: integer().notNull().default(0),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [index("spaces_by_visibility").on(table.visibility, table.id)],
);

/** Who belongs to a space. The owner's row and `owner_id` are written together. */
export const spaceMembers = sqliteTable(
  "space_members",
  {
    spaceId: text().notNull(),
    userId: text().notNull(),
    role: text({ enum: spaceRoles }).notNull(),
    joinedAt: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.spaceId, table.userId] }),
    index("space_members_by_age").on(table.spaceId, table.joinedAt, table.userId),
    index("spaces_of_user").on(table.userId, table.spaceId),
  ],
);

/** Who was asked to come into a space; each is decided once. */
export const spaceInvitations = sqliteTable(
  "space_invitations",
  {
    id: text().primaryKey(),
    spaceId: text().notNull(),
    userId: text().notNull(),
    inviterId: text().notNull(),
    status: text({ enum: invitationStatuses }).notNull().default("open"),
    createdAt: integer().notNull(),
    decidedAt: integer(),
  },
  (table) => [
    uniqueIndex("invitations_open")
      .on(table.spaceId, table.userId)
      .where(sql`${table.status} = 'open'`),
    index("invitations_of_user").on(table.userId, table.status, table.id),
    index("invitations_of_space").on(table.spaceId, table.status, table.id),
  ],
);
