import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** A visit to a provider that is under way: what it must come back with, and to whom. */
export const oauthFlows = sqliteTable(
  "oauth_flows",
  {
    stateDigest: text().primaryKey(),
    provider: text().notNull(),
    /** The cookie that only the browser has which began it. */
    browserDigest: text().notNull(),
    /** PKCE verifier and nonce. */
    sealedSecrets: text().notNull(),
    redirectTo: text().notNull(),
    /** Who links the identity; null for a sign-in. */
    linkUserId: text(),
    linkSessionId: text(),
    expiresAt: integer().notNull(),
  },
  (table) => [index("oauth_flows_by_expiry").on(table.expiresAt)],
);
