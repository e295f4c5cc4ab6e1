import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The keys that access tokens are signed with; the newest active one signs, all of them verify. */
export const signingKeys = sqliteTable("signing_keys", {
  id: text().primaryKey(),
  publicKey: text({ mode: "json" }).$type<{ x: string }>().notNull(),
  sealedPrivateKey: text().notNull(),
  createdAt: integer().notNull(),
  /** Published before it signs, so that whoever keeps the key set for a while knows it by then. */
  activeFrom: integer().notNull(),
});

/**
 * The sessions of all users, for operators to list: a projection that each user's hub writes. What may be
 * done is never decided by it.
 */
export const sessions = sqliteTable(
  "sessions",
  {
    id: text().primaryKey(),
    userId: text().notNull(),
    deviceType: text().notNull(),
    browser: text(),
    os: text(),
    deviceName: text(),
    ip: text().notNull(),
    country: text(),
    city: text(),
    createdAt: integer().notNull(),
    lastActivityAt: integer().notNull(),
    expiresAt: integer().notNull(),
    endedAt: integer(),
  },
  (table) => [index("sessions_by_user").on(table.userId, table.id), index("sessions_by_expiry").on(table.expiresAt)],
);
