import { and, desc, eq, lt, notExists, or, type SQL, sql } from "drizzle-orm";
import { decodeCursor, toPage } from "../../platform/db/cursor.ts";
import { commit, type Database, GuardFailed, requireChange, type Statement } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import type { Page } from "../../platform/http/contract.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { UserSummary } from "../users/contract.ts";
import { findUserByUsername, findUserSummaries } from "../users/index.ts";
import type { ModerationDeps } from "./deps.ts";
import { userBlocked, userUnblocked } from "./events.ts";
import { blocks } from "./schema.ts";

type Block = { blockerId: string; username: string };

/**
 * Blocks somebody; doing it again changes nothing. They are not told.
 *
 * @throws Problem `NOT_FOUND` for who is not there, `VALIDATION_FAILED` for oneself.
 */
export async function blockUser(deps: ModerationDeps, { blockerId, username }: Block): Promise<void> {
  const blockedId = await requireOther(deps, blockerId, username);
  const pair = { blockerId, blockedId };
  const block = deps.db
    .insert(blocks)
    .values({ ...pair, createdAt: deps.now() })
    .onConflictDoNothing();
  await commitOnce(deps, block, recordEvent(deps, userBlocked, pair));
}

/** Takes a block back; where there is none, nothing changes. @throws as {@link blockUser}. */
export async function unblockUser(deps: ModerationDeps, { blockerId, username }: Block): Promise<void> {
  const blockedId = await requireOther(deps, blockerId, username);
  const pair = { blockerId, blockedId };
  const unblock = deps.db.delete(blocks).where(isPair(pair));
  await commitOnce(deps, unblock, recordEvent(deps, userUnblocked, pair));
}

/** Whom somebody has blocked, the newest first. */
export async function listBlocks(
  deps: ModerationDeps,
  query: { blockerId: string; limit: number; cursor?: string | undefined },
): Promise<Page<UserSummary>> {
  const [createdAt = 0, blockedId = ""] = decodeCursor(query.cursor, [0, ""] as [number, string]) ?? [];
  const isBefore = or(
    lt(blocks.createdAt, createdAt),
    and(eq(blocks.createdAt, createdAt), lt(blocks.blockedId, blockedId)),
  );
  const rows = await deps.db
    .select()
    .from(blocks)
    .where(and(eq(blocks.blockerId, query.blockerId), query.cursor === undefined ? undefined : isBefore))
    .orderBy(desc(blocks.createdAt), desc(blocks.blockedId))
    .limit(query.limit + 1);
  const page = toPage(rows, query.limit, (row) => [row.createdAt, row.blockedId]);
  const ids = page.items.map((row) => row.blockedId);
  const people = await findUserSummaries(deps, ids);
  return { items: ids.flatMap((id) => people.get(id) ?? []), nextCursor: page.nextCursor };
}

export async function isBlocked(db: Database, pair: { blockerId: string; blockedId: string }): Promise<boolean> {
  const row = await db.select({ blockedId: blocks.blockedId }).from(blocks).where(isPair(pair)).get();
  return row !== undefined;
}

/** Whether one of the two has blocked the other. */
export async function hasBlockBetween(db: Database, one: string, other: string): Promise<boolean> {
  const row = await selectBlocksBetween(db, one, other).get();
  return row !== undefined;
}

/** That neither of the two has blocked the other: for the guard of a statement. */
export function noBlockBetween(db: Database, one: string, other: string): SQL {
  return notExists(selectBlocksBetween(db, one, other));
}

function selectBlocksBetween(db: Database, one: string, other: string) {
  const either = or(isPair({ blockerId: one, blockedId: other }), isPair({ blockerId: other, blockedId: one }));
  return db.select({ blockerId: blocks.blockerId }).from(blocks).where(either);
}

/** Who of these users has blocked somebody; up to a thousand are asked about at once. */
export async function blockersAmong(db: Database, blockedId: string, userIds: string[]): Promise<Set<string>> {
  const asked = JSON.stringify(userIds.slice(0, 1_000));
  const rows = await db
    .select({ id: blocks.blockerId })
    .from(blocks)
    .where(and(eq(blocks.blockedId, blockedId), sql`${blocks.blockerId} IN (SELECT value FROM json_each(${asked}))`));
  return new Set(rows.map(({ id }) => id));
}

/** Who of up to a thousand users has blocked whom of them. */
export async function blocksAmong(
  db: Database,
  userIds: string[],
): Promise<{ blockerId: string; blockedId: string }[]> {
  const asked = sql`(SELECT value FROM json_each(${JSON.stringify(userIds.slice(0, 1_000))}))`;
  // The plus keeps the index to the blockers: by both columns it would be asked for a million pairs.
  return db
    .select({ blockerId: blocks.blockerId, blockedId: blocks.blockedId })
    .from(blocks)
    .where(and(sql`${blocks.blockerId} IN ${asked}`, sql`+${blocks.blockedId} IN ${asked}`))
    .limit(10_000);
}

function isPair({ blockerId, blockedId }: { blockerId: string; blockedId: string }) {
  return and(eq(blocks.blockerId, blockerId), eq(blocks.blockedId, blockedId));
}

async function requireOther(deps: ModerationDeps, userId: string, username: string): Promise<string> {
  const other = await findUserByUsername(deps, username);
  if (!other) throw new Problem("NOT_FOUND", "There is no such user.");
  if (other.id !== userId) return other.id;
  throw new Problem("VALIDATION_FAILED", undefined, {
    errors: [{ path: "username", message: "must be somebody else" }],
  });
}

/** A change with its event, unless there is nothing to change. */
async function commitOnce(deps: ModerationDeps, change: Statement, event: Statement): Promise<void> {
  try {
    await commit(deps, [change, requireChange(deps), event]);
  } catch (error) {
    if (!(error instanceof GuardFailed)) throw error;
  }
}
