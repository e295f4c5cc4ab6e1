import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { roleNames } from "./roles.ts";

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
    /** Whether signing in takes a second factor; written in the batch that sets it up or removes it. */
    mfaEnabled: integer({ mode: "boolean" }).notNull().default(false),
    /** Counts the changes of roles, so that a late message about an older state is told from a newer one. */
    rolesVersion: integer().notNull().default(0),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [index("users_by_search_name").on(table.searchName)],
);

/** By its number the full-text index of people knows a user: its rows have numbers, not names. Kept by triggers. */
export const searchedUsers = sqliteTable("searched_users", {
  number: integer().primaryKey({ autoIncrement: true }),
  userId: text().notNull().unique(),
});

export const userRoles = sqliteTable(
  "user_roles",
  {
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    role: text({ enum: roleNames }).notNull(),
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
    /** Null where it began with an identity of a provider instead. */
    passwordHash: text(),
    /** The identity that becomes the user's first, where a provider did not vouch for the address. */
    identity: text({ mode: "json" }).$type<NewIdentity>(),
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

/** Hashes of the passwords that a user had before, newest last; the last five must not come back. */
export const passwordHistory = sqliteTable(
  "password_history",
  {
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    setAt: integer().notNull(),
    passwordHash: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.setAt] })],
);

/** A new address that waits to be verified; one for each user. */
export const emailChanges = sqliteTable(
  "email_changes",
  {
    userId: text()
      .primaryKey()
      .references(() => users.id, { onDelete: "cascade" }),
    /** Not unique: several may ask for an address, and whoever proves it first has it. */
    email: text().notNull(),
    /** The session that asked; the others end when the address is verified. */
    sessionId: text(),
    tokenDigest: text().unique(),
    codeMac: text(),
    codeAttempts: integer().notNull().default(0),
    expiresAt: integer().notNull(),
  },
  (table) => [index("email_changes_by_email").on(table.email)],
);

/** Who somebody is at a provider. Issuer and subject name a person, never the address. */
export type NewIdentity = {
  provider: string;
  issuer: string;
  subject: string;
  email: string | null;
  displayName: string | null;
};

/** The identities with which users sign in through providers: one of each provider for a user. */
export const identities = sqliteTable(
  "identities",
  {
    issuer: text().notNull(),
    subject: text().notNull(),
    provider: text().notNull(),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** As the provider last said; shown to the owner, never decided upon. */
    email: text(),
    displayName: text(),
    linkedAt: integer().notNull(),
    lastUsedAt: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.issuer, table.subject] }),
    uniqueIndex("identities_by_user").on(table.userId, table.provider),
  ],
);

export const apiKeys = sqliteTable(
  "api_keys",
  {
    id: text().primaryKey(),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    name: text().notNull(),
    /** How the secret begins, for its owner and for scanners. */
    prefix: text().notNull(),
    secretDigest: text().notNull().unique(),
    permissions: text({ mode: "json" }).$type<string[]>().notNull(),
    createdAt: integer().notNull(),
    expiresAt: integer(),
    lastUsedAt: integer(),
  },
  (table) => [index("api_keys_by_user").on(table.userId, table.id)],
);
