import { and, inArray, lt, max } from "drizzle-orm";
import { maxTtlSeconds } from "./cache.ts";
import { cacheTags } from "./schema.ts";
import type { TagDeps } from "./tag-versions.ts";

const prunedAtOnce = 1_000;

/** Removes invalidations that are older than any entry can be. The latest stays: numbers go on from it. */
export async function pruneCacheTags(deps: TagDeps): Promise<void> {
  // Clocks of isolates differ by a little, never by so much.
  const before = deps.now() - 2 * maxTtlSeconds * 1000;
  const latest = deps.db.select({ version: max(cacheTags.version) }).from(cacheTags);
  const old = deps.db
    .select({ tag: cacheTags.tag })
    .from(cacheTags)
    .where(and(lt(cacheTags.changedAt, before), lt(cacheTags.version, latest)))
    .orderBy(cacheTags.version)
    .limit(prunedAtOnce);
  await deps.db.delete(cacheTags).where(inArray(cacheTags.tag, old));
}
