import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The keys that access tokens are signed with; the newest active one signs, all of them verify. */
export const signingKeys = sqliteTable("signing_keys", {
  id: text().primaryKey(),
  publicKey: text({ mode: "json" }).$type<{ x: string }>().notNull(),
  sealedPrivateKey: text().notNull(),
  createdAt: integer().notNull(),
  /** Published before it signs, so that whoever keeps the key set for a while knows it by then. */
  activeFrom: integer().notNull(),
});
