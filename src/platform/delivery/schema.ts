import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { channels } from "./contract.ts";

export type Channel = (typeof channels)[number];

/** What the service would have sent, in development. */
export const outbox = sqliteTable(
  "outbox",
  {
    /** The key of the sending, so that a repeat is not a second message. */
    id: text().primaryKey(),
    channel: text({ enum: channels }).notNull(),
    recipient: text().notNull(),
    template: text().notNull(),
    subject: text(),
    text: text().notNull(),
    html: text(),
    createdAt: integer().notNull(),
  },
  (table) => [index("outbox_by_recipient").on(table.recipient, table.createdAt)],
);

/** How each provider fares. Isolates are many: what one of them learns of a provider, all of them read here. */
export const providerStates = sqliteTable(
  "provider_states",
  {
    channel: text({ enum: channels }).notNull(),
    provider: text().notNull(),
    state: text({ enum: ["closed", "open", "half_open"] }).notNull(),
    /** Since when it is in this state. */
    changedAt: integer().notNull(),
    /** Failures in a row. */
    failures: integer().notNull(),
    /** By whose choice messages went where they failed, as digests: each of them is counted once. */
    failedFor: text({ mode: "json" }).$type<string[]>(),
    /** How many times in a row it was open: each time it rests longer. */
    openings: integer().notNull(),
    /** Until when it asked to be left alone. */
    restsUntil: integer().notNull().default(0),
    lastFailure: text(),
    lastFailureAt: integer(),
  },
  (table) => [primaryKey({ columns: [table.channel, table.provider] })],
);

/** Addresses at which nobody can be reached. */
export const suppressedAddresses = sqliteTable(
  "suppressed_addresses",
  {
    id: text().primaryKey(),
    channel: text({ enum: channels }).notNull(),
    /** The address itself is not kept: what was erased of a user stays erased. */
    addressDigest: text().notNull().unique(),
    /** Enough of it for an operator to recognise it. */
    hint: text().notNull(),
    provider: text().notNull(),
    reason: text().notNull(),
    at: integer().notNull(),
  },
  (table) => [index("suppressed_addresses_by_time").on(table.at, table.id)],
);
