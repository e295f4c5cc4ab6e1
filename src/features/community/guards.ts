import { type SQL, sql } from "drizzle-orm";
import { commit, type DatabaseDeps, GuardFailed, type Statement } from "../../platform/db/database.ts";
import { Problem } from "../../platform/http/problem.ts";
import { isBlocked } from "../moderation/index.ts";

/** The statement that fails its whole batch unless a condition holds in it: with it, `commit` throws `GuardFailed`. */
export function requireThat(deps: DatabaseDeps, condition: SQL): Statement {
  return deps.db
    .select({ guard: sql`CASE WHEN NOT (${condition}) THEN json('it does not hold') END` })
    .from(sql`(SELECT 1)`);
}

/** Commits a change with its event, unless a guard among them fails. @returns whether it was committed. */
export async function commitChange(deps: DatabaseDeps, statements: Statement[]): Promise<boolean> {
  try {
    await commit(deps, statements);
    return true;
  } catch (error) {
    if (error instanceof GuardFailed) return false;
    throw error;
  }
}

/** That none of the owners of something has blocked who wants to do something to it: for the guard of a statement. */
export function notBlockedBy(ownerIds: string[], userId: string): SQL {
  return sql`NOT EXISTS (SELECT 1 FROM blocks
    WHERE blocker_id IN (SELECT value FROM json_each(${JSON.stringify(ownerIds)})) AND blocked_id = ${userId})`;
}

/** @throws Problem `FORBIDDEN` where the owner of something has blocked who wants to do something to it. */
export async function refuseBlocked(deps: DatabaseDeps, ownerIds: string[], userId: string): Promise<void> {
  const asked = ownerIds.filter((id) => id !== userId);
  const blocks = await Promise.all(asked.map((blockerId) => isBlocked(deps.db, { blockerId, blockedId: userId })));
  if (blocks.includes(true)) throw new Problem("FORBIDDEN", "Its author wants nothing from you.");
}
