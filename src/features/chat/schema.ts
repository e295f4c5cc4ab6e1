import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Message } from "./contract.ts";

export const conversations = sqliteTable("conversations", {
  id: text().primaryKey(),
  type: text({ enum: ["direct", "group", "companion"] }).notNull(),
  title: text(),
  /** The two users of a direct conversation, in order: one conversation per pair. */
  pairKey: text().unique(),
  /** The name of the companion that takes part, in a conversation with one. */
  companion: text(),
  createdBy: text().notNull(),
  createdAt: integer().notNull(),
});

export const conversationMembers = sqliteTable(
  "conversation_members",
  {
    conversationId: text()
      .notNull()
      .references(() => conversations.id, { onDelete: "cascade" }),
    userId: text().notNull(),
    role: text({ enum: ["owner", "admin", "member"] }).notNull(),
    joinedAt: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.conversationId, table.userId] }),
    index("memberships_of_user").on(table.userId, table.conversationId),
    index("members_by_joining").on(table.conversationId, table.joinedAt, table.userId),
  ],
);

/**
 * What lists need of a conversation's room: a projection that the room alone writes, at most once a
 * second, and that nothing decides by.
 */
export const conversationActivity = sqliteTable("conversation_activity", {
  conversationId: text()
    .primaryKey()
    .references(() => conversations.id, { onDelete: "cascade" }),
  lastSeq: integer().notNull(),
  lastMessage: text({ mode: "json" }).$type<Message>().notNull(),
  lastActivityAt: integer().notNull(),
});
