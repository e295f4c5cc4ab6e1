import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Miniflare } from "miniflare";
import { Refusal } from "../process/refusal.ts";
import { root } from "../process/root.ts";

type Database = Awaited<ReturnType<Miniflare["getD1Database"]>>;

/** wrangler's own bookkeeping, so that `wrangler d1 migrations` sees what was applied here. */
const bookkeeping = `CREATE TABLE IF NOT EXISTS d1_migrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`;
const listApplied = "SELECT name FROM d1_migrations";

/**
 * Whether the database on disk lacks a migration: read from its file, which takes a millisecond and no runtime.
 * Where the file is not as expected the answer is yes, and `applyMigrations` finds out.
 */
export function lacksMigrations(stateDir: string): boolean {
  const applied = new Set(databaseFiles(stateDir).flatMap(readApplied));
  return migrationFiles().some((file) => !applied.has(basename(file)));
}

/** The files in which the local D1 keeps its databases. */
function databaseFiles(stateDir: string): string[] {
  const files = globSync(join(stateDir, "v3/d1/miniflare-D1DatabaseObject/*.sqlite"));
  return files.filter((file) => basename(file) !== "metadata.sqlite");
}

function readApplied(file: string): unknown[] {
  const database = new DatabaseSync(file);
  try {
    return database
      .prepare(listApplied)
      .all()
      .map(({ name }) => name);
  } catch {
    return [];
  } finally {
    database.close();
  }
}

/**
 * Applies what the database lacks, each migration together with the row that says so, or not at all.
 *
 * @throws Refusal naming the migration that failed.
 */
export async function applyMigrations(database: Database): Promise<void> {
  await database.prepare(bookkeeping).run();
  const { results } = await database.prepare(listApplied).all();
  const applied = new Set(results.map(({ name }) => name));
  for (const file of migrationFiles()) {
    const name = basename(file);
    if (applied.has(name)) continue;
    const done = database.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name);
    try {
      await database.batch([...statementsOf(file).map((statement) => database.prepare(statement)), done]);
    } catch (error) {
      throw new Refusal(`The migration ${name} failed, and nothing of it was applied: ${String(error)}`);
    }
  }
}

function migrationFiles(): string[] {
  const folder = join(root, "migrations");
  return existsSync(folder) ? globSync(join(folder, "*.sql")).toSorted() : [];
}

/** drizzle-kit parts statements by this mark, in the migrations one writes by hand too. */
function statementsOf(file: string): string[] {
  return readFileSync(file, "utf8")
    .split("--> statement-breakpoint")
    .map((statement) => statement.trim())
    .filter(Boolean);
}
