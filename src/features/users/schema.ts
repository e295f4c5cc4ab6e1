import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** People who have proved that their address is theirs. */
export const users = sqliteTable(
  "users",
  {
    id: text().primaryKey(),
    email: text().notNull().unique(),
    username: text().notNull().unique(),
    displayName: text().notNull(),
    /** The name, folded for the search of people. */
    searchName: text().notNull(),
    bio: text().notNull().default(""),
    /** A PHC string; null for who signs in by other ways alone. */
    passwordHash: text(),
    /** When the password was last set: a reset link is for the password that it found. */
    passwordSetAt: integer().notNull(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [index("users_by_search_name").on(table.searchName)],
);

export const userRoles = sqliteTable(
  "user_roles",
  {
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    role: text({ enum: ["admin"] }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.role] })],
);

/**
 * Registrations that wait for their address to be verified; none of them is a user of any kind.
 *
 * One is written for an address that has a user already, too (its mail then says so, and nothing can
 * redeem it): so registering does the same and reserves the same, whether or not the address is known.
 */
export const registrations = sqliteTable(
  "registrations",
  {
    id: text().primaryKey(),
    email: text().notNull().unique(),
    username: text().notNull().unique(),
    displayName: text().notNull(),
    passwordHash: text().notNull(),
    tokenDigest: text().unique(),
    codeMac: text(),
    codeAttempts: integer().notNull().default(0),
    createdAt: integer().notNull(),
    expiresAt: integer().notNull(),
  },
  (table) => [index("registrations_by_expiry").on(table.expiresAt)],
);

export const passwordResets = sqliteTable(
  "password_resets",
  {
    tokenDigest: text().primaryKey(),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    passwordSetAt: integer().notNull(),
    expiresAt: integer().notNull(),
  },
  (table) => [
    index("password_resets_by_user").on(table.userId),
    index("password_resets_by_expiry").on(table.expiresAt),
  ],
);
