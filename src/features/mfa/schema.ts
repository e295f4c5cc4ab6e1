import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The authenticator app of a user. Until a code has proved it, it is only being set up. */
export const totpFactors = sqliteTable("totp_factors", {
  userId: text().primaryKey(),
  sealedSecret: text().notNull(),
  createdAt: integer().notNull(),
  /** Null while it is being set up. */
  enabledAt: integer(),
  /** The time step of the last code that was accepted: that one and older ones are not accepted again. */
  lastStep: integer().notNull().default(0),
});

/** Backup codes that are left, as MACs; a used one is gone. */
export const backupCodes = sqliteTable(
  "backup_codes",
  { userId: text().notNull(), codeMac: text().notNull() },
  (table) => [primaryKey({ columns: [table.userId, table.codeMac] })],
);

/** The ways besides the app by which a user lets codes be sent. */
export const fallbackMethods = sqliteTable(
  "fallback_methods",
  {
    userId: text().notNull(),
    method: text({ enum: ["email", "sms"] }).notNull(),
    /** The number, sealed; null for mail, which goes to the user's address. */
    sealedPhone: text(),
    /** Null while the number waits to be proved. */
    enabledAt: integer(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.method] })],
);

/** A sign-in that waits for its second factor: the half that was proved, and what was tried since. */
export const challenges = sqliteTable(
  "mfa_challenges",
  {
    id: text().primaryKey(),
    tokenDigest: text().notNull().unique(),
    userId: text().notNull(),
    /** What was proved in the first step (RFC 8176). */
    amr: text({ mode: "json" }).$type<string[]>().notNull(),
    /** The methods that are offered. */
    methods: text({ mode: "json" }).$type<string[]>().notNull(),
    /** The password that the first step knew: a change of it voids the challenge. */
    passwordSetAt: integer().notNull(),
    deviceName: text(),
    wrongCodes: integer().notNull().default(0),
    createdAt: integer().notNull(),
    expiresAt: integer().notNull(),
    usedAt: integer(),
  },
  (table) => [index("mfa_challenges_by_expiry").on(table.expiresAt), index("mfa_challenges_by_user").on(table.userId)],
);

/** Codes that were sent by mail or SMS, one for each purpose (a challenge, a step-up, a new number). */
export const sentCodes = sqliteTable(
  "sent_codes",
  {
    /** `challenge:<id>`, `step-up:<session id>`, `phone:<user id>`, with the method. */
    purpose: text().primaryKey(),
    userId: text().notNull(),
    codeMac: text().notNull(),
    wrongCodes: integer().notNull().default(0),
    sent: integer().notNull().default(1),
    expiresAt: integer().notNull(),
  },
  (table) => [index("sent_codes_by_expiry").on(table.expiresAt), index("sent_codes_by_user").on(table.userId)],
);
