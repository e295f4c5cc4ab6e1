import { desc, sql } from "drizzle-orm";
import { decodeCursor, toPage } from "../../platform/db/cursor.ts";
import { wordsQuery } from "../../platform/db/words-query.ts";
import type { Page } from "../../platform/http/contract.ts";
import type { Job } from "./contract.ts";
import type { CareersDeps } from "./deps.ts";
import { renderJobs } from "./job-ads.ts";
import { jobAds } from "./schema.ts";

/**
 * Open jobs whose title, description and location have every word of a text, each also as a beginning, the
 * newest first. The full-text index holds no others, so a page costs what is on it.
 */
export async function searchJobs(
  deps: CareersDeps,
  query: { q: string; limit: number; cursor?: string | undefined },
): Promise<Page<Job>> {
  const before = decodeCursor(query.cursor, [0])?.[0] ?? Number.MAX_SAFE_INTEGER;
  const words = wordsQuery(query.q);
  if (words === "") return { items: [], nextCursor: null };
  const found = sql`
    SELECT rowid FROM job_search WHERE job_search MATCH ${words} AND rowid < ${before}
      ORDER BY rowid DESC LIMIT ${query.limit + 1}`;
  const rows = await deps.db
    .select()
    .from(jobAds)
    .where(sql`${jobAds.number} IN (${found})`)
    .orderBy(desc(jobAds.number));
  const { items, nextCursor } = toPage(rows, query.limit, ({ number }) => [number]);
  return { items: await renderJobs(deps, items), nextCursor };
}
