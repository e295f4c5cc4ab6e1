import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** One row that readiness writes and reads back. */
export const healthProbe = sqliteTable("health_probe", { id: text().primaryKey(), at: integer().notNull() });
