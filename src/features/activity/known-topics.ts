import { sql } from "drizzle-orm";
import type { DatabaseDeps } from "../../platform/db/database.ts";
import { activityCounters } from "./schema.ts";

const maxKnown = 50_000;

/**
 * Topics that one isolate has seen in D1. Asking a topic's object creates it, so one is asked only when its
 * topic was opened; those that somebody makes up leave nothing behind. One that was closed may be known for
 * long: its object says so itself.
 */
export class KnownTopics {
  readonly #topics = new Set<string>();

  /** Those of the topics that were opened. */
  async among(deps: DatabaseDeps, topics: string[]): Promise<string[]> {
    const unseen = topics.filter((topic) => !this.#topics.has(topic));
    const found = unseen.length > 0 ? await readTopics(deps, unseen) : [];
    const known = new Set(found);
    const answer = topics.filter((topic) => known.has(topic) || this.#topics.has(topic));
    if (this.#topics.size + found.length > maxKnown) this.#topics.clear();
    for (const topic of found) this.#topics.add(topic);
    return answer;
  }
}

async function readTopics(deps: DatabaseDeps, topics: string[]): Promise<string[]> {
  const rows = await deps.db
    .select({ topic: activityCounters.topic })
    .from(activityCounters)
    .where(sql`${activityCounters.topic} IN (SELECT value FROM json_each(${JSON.stringify(topics)}))`);
  return rows.map(({ topic }) => topic);
}
