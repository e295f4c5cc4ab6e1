import { inArray, sql } from "drizzle-orm";
import type { EventDeps } from "../../platform/events/event.ts";
import type { Logger } from "../../platform/log/logger.ts";
import { visibilityChanges } from "./schema.ts";

/** So many spaces one run sees to, and so many of the posts of each in so many steps. */
const spacesAtOnce = 2;
const postsAtOnce = 1_000;
const stepsAtOnce = 10;

/**
 * Marks the posts of spaces that were opened or closed as their space is now, the newest first. A space that
 * takes long, or fails, goes behind the others. Nobody sees by it what is not for them: reading asks the space.
 */
export async function followVisibility(deps: EventDeps & { log: Logger }): Promise<void> {
  for (const spaceId of await takeTurns(deps)) {
    await markPosts(deps, spaceId).catch((error: unknown) =>
      deps.log.error("the posts of a space could not be marked as it is", error, { spaceId }),
    );
  }
}

async function takeTurns(deps: EventDeps): Promise<string[]> {
  const { spaceId, triedAt } = visibilityChanges;
  const next = deps.db.select({ spaceId }).from(visibilityChanges).orderBy(triedAt).limit(spacesAtOnce);
  const taken = await deps.db
    .update(visibilityChanges)
    .set({ triedAt: deps.now() })
    .where(inArray(spaceId, next))
    .returning({ spaceId });
  return taken.map((row) => row.spaceId);
}

async function markPosts({ db }: EventDeps, spaceId: string): Promise<void> {
  // Read in the statement that it decides: it may change once more at any time.
  const isOpen = sql`EXISTS (SELECT 1 FROM spaces WHERE id = ${spaceId} AND visibility = 'public')`;
  const behind = sql`FROM posts WHERE space_id = ${spaceId} AND is_private = ${isOpen}`;
  for (let step = 0; step < stepsAtOnce; step += 1) {
    const { meta } = await db.run(sql`UPDATE posts SET is_private = NOT is_private
      WHERE position IN (SELECT position ${behind} ORDER BY position DESC LIMIT ${postsAtOnce})`);
    if (meta.changes === 0) break;
  }
  await db.run(sql`DELETE FROM visibility_changes WHERE space_id = ${spaceId} AND NOT EXISTS (SELECT 1 ${behind})`);
}
