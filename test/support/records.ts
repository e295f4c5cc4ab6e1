import { env } from "cloudflare:workers";

/** What was recorded of a kind of event about one thing: the payloads in which a key has this value. */
export async function eventsAbout(type: string, key: string, value: string): Promise<unknown[]> {
  const { results } = await env.DB.prepare(
    "SELECT payload FROM events WHERE type = ?1 AND payload ->> ('$.' || ?2) = ?3 ORDER BY id",
  )
    .bind(type, key, value)
    .all<{ payload: string }>();
  return results.map(({ payload }) => JSON.parse(payload));
}

type Act = { action: string; result: string; actorId: string; details: Record<string, string> };

/** What the audit log has of acts in whose details a key has this value, oldest first. */
export async function actsAbout(key: string, value: string): Promise<Act[]> {
  const { results } = await env.DB.prepare(
    "SELECT action, result, actor_id, details FROM audit_entries WHERE details ->> ('$.' || ?1) = ?2 ORDER BY id",
  )
    .bind(key, value)
    .all<{ action: string; result: string; actor_id: string; details: string }>();
  return results.map(({ action, result, actor_id: actorId, details }) => ({
    action,
    result,
    actorId,
    details: JSON.parse(details),
  }));
}

/** A database that notes each statement that is prepared on it. */
export function notedDatabase(): { DB: D1Database; statements: string[] } {
  const statements: string[] = [];
  const DB = {
    prepare: (sql: string) => {
      statements.push(sql);
      return env.DB.prepare(sql);
    },
    // What drizzle calls, of what D1 offers.
    batch: (some: D1PreparedStatement[]) => env.DB.batch(some),
  } as D1Database;
  return { DB, statements };
}

/** How SQLite goes about a statement, one line per table. */
export async function planOf(sql: string): Promise<string[]> {
  const parameters = Array.from({ length: sql.split("?").length - 1 }, () => "x");
  const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .bind(...parameters)
    .all<{ detail: string }>();
  return results.map(({ detail }) => detail);
}
