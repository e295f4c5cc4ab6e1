import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What the service would have sent, in development. */
export const outbox = sqliteTable(
  "outbox",
  {
    /** The key of the sending, so that a repeat is not a second message. */
    id: text().primaryKey(),
    channel: text({ enum: ["email", "sms", "whatsapp", "push"] }).notNull(),
    recipient: text().notNull(),
    template: text().notNull(),
    subject: text(),
    text: text().notNull(),
    html: text(),
    createdAt: integer().notNull(),
  },
  (table) => [index("outbox_by_recipient").on(table.recipient, table.createdAt)],
);
