import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Who follows whom. */
export const follows = sqliteTable(
  "follows",
  {
    followerId: text().notNull(),
    followedId: text().notNull(),
    createdAt: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.followerId, table.followedId] }),
    index("follows_by_age").on(table.followerId, table.createdAt, table.followedId),
    index("followers_by_age").on(table.followedId, table.createdAt, table.followerId),
    check("nobody_follows_themselves", sql`${table.followerId} <> ${table.followedId}`),
  ],
);

/** How many follow somebody, and how many they follow: kept by the triggers of {@link follows}, so always exact. */
export const followCounts = sqliteTable("follow_counts", {
  userId: text().primaryKey(),
  followers: integer().notNull().default(0),
  following: integer().notNull().default(0),
});
