import { sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { drizzle } from "drizzle-orm/d1";

export type Database = ReturnType<typeof createDatabase>;

/** One statement of a batch. D1 has no interactive transactions; a batch is one. */
export type Statement = BatchItem<"sqlite">;

export type DatabaseDeps = { db: Database };

export function createDatabase(binding: D1Database) {
  return drizzle(binding, { casing: "snake_case" });
}

/**
 * Commits statements together or not at all.
 *
 * @throws GuardFailed when a {@link requireChange} among them found that nothing had changed.
 */
export async function commit(deps: DatabaseDeps, statements: Statement[]): Promise<void> {
  const [first, ...rest] = statements;
  if (!first) return;
  try {
    await deps.db.batch([first, ...rest]);
  } catch (error) {
    throw isGuardFailure(error) ? new GuardFailed() : error;
  }
}

/** A guarded statement of a batch matched no row, so the whole batch was rolled back. */
export class GuardFailed extends Error {
  override name = "GuardFailed";
}

const nothingChanged = "nothing changed";

/**
 * Makes the statement before it a guard: when that one changed no row, the batch fails as a whole.
 *
 * A guard that matches nothing is no error to SQLite, and the statements after it would still run;
 * parsing what is no JSON is an error, and rolls the batch back.
 */
export function requireChange(deps: DatabaseDeps): Statement {
  return deps.db.select({ guard: sql`CASE WHEN changes() = 0 THEN json(${nothingChanged}) END` }).from(sql`(SELECT 1)`);
}

function isGuardFailure(error: unknown): boolean {
  return messagesOf(error).some((message) => message.includes("malformed JSON"));
}

/** Whether a write hit a unique index over this column (`table.column`). */
export function isUniqueViolation(error: unknown, column: string): boolean {
  return messagesOf(error).some((message) => message.includes("UNIQUE constraint failed") && message.includes(column));
}

/** D1's errors that say nothing about the request: trying again later may well succeed. */
export function isTransient(error: unknown): boolean {
  return messagesOf(error).some((message) =>
    /SQLITE_BUSY|database is locked|Network connection lost|object to be reset|code was updated|transient issue|overloaded|session commit token/i.test(
      message,
    ),
  );
}

/** drizzle wraps what D1 throws, and D1 what SQLite says. */
function messagesOf(error: unknown): string[] {
  const messages: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) messages.push(cause.message);
  return messages;
}
