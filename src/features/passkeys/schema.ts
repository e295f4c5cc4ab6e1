import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** WebAuthn credentials, by which users sign in without a password. */
export const passkeys = sqliteTable(
  "passkeys",
  {
    id: text().primaryKey(),
    userId: text().notNull(),
    credentialId: text().notNull().unique(),
    /** COSE, in base64url. */
    publicKey: text().notNull(),
    /** How often it has signed, as it says; always 0 for those that are synchronised. */
    signCount: integer().notNull(),
    transports: text({ mode: "json" }).$type<string[]>().notNull(),
    isBackedUp: integer({ mode: "boolean" }).notNull(),
    name: text().notNull(),
    createdAt: integer().notNull(),
    lastUsedAt: integer(),
  },
  (table) => [index("passkeys_by_user").on(table.userId, table.id)],
);

/** What a browser was asked to sign: once, and soon. */
export const passkeyChallenges = sqliteTable(
  "passkey_challenges",
  {
    id: text().primaryKey(),
    kind: text({ enum: ["register", "login"] }).notNull(),
    challenge: text().notNull(),
    /** Null where anybody may answer: a login that names nobody. */
    userId: text(),
    expiresAt: integer().notNull(),
  },
  (table) => [index("passkey_challenges_by_expiry").on(table.expiresAt)],
);
