/**
 * Brings one part of a Durable Object's tables up to date: each step runs once in the life of the object,
 * in order, all of them or none. A step that has been released is never changed; what is new is a step
 * at the end. Objects from before this was kept have the tables of a first step already, so those of today
 * say `IF NOT EXISTS`.
 *
 * The version is kept in a table, by the name of the part: `PRAGMA user_version` is refused there.
 */
export function migrate(storage: DurableObjectStorage, name: string, steps: string[]): void {
  const { sql } = storage;
  sql.exec(
    "CREATE TABLE IF NOT EXISTS schema_versions (name TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID",
  );
  const done =
    sql.exec<{ version: number }>("SELECT version FROM schema_versions WHERE name = ?", name).toArray()[0]?.version ??
    0;
  // Also when it is further than this code knows, after a release that was taken back.
  if (done >= steps.length) return;
  storage.transactionSync(() => {
    for (const step of steps.slice(done)) sql.exec(step);
    sql.exec("INSERT OR REPLACE INTO schema_versions (name, version) VALUES (?, ?)", name, steps.length);
  });
}
