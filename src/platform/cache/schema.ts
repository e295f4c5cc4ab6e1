import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/**
 * What every isolate has to forget: a tag, and the number of its latest invalidation. Numbers only grow,
 * so an isolate asks for those past the last that it has seen.
 */
export const cacheTags = sqliteTable(
  "cache_tags",
  {
    tag: text().primaryKey(),
    version: integer().notNull(),
    changedAt: integer().notNull(),
  },
  (table) => [index("cache_tags_by_version").on(table.version)],
);
