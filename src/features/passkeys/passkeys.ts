import { and, count, desc, eq, lt, or, type SQL, sql } from "drizzle-orm";
import { decodeCursor, toPage } from "../../platform/db/cursor.ts";
import { commit, GuardFailed, requireChange } from "../../platform/db/database.ts";
import type { Page } from "../../platform/http/contract.ts";
import { Problem } from "../../platform/http/problem.ts";
import { hasPasswordOrIdentity, tellOwner } from "../users/index.ts";
import type { Passkey } from "./contract.ts";
import type { PasskeysDeps } from "./deps.ts";
import { passkeys } from "./schema.ts";

type PasskeyRow = typeof passkeys.$inferSelect;

/** A user's passkeys, the newest first. */
export async function listPasskeys(
  deps: PasskeysDeps,
  userId: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<Passkey>> {
  const after = decodeCursor(cursor, [""]);
  const rows = await deps.db
    .select()
    .from(passkeys)
    .where(and(eq(passkeys.userId, userId), after && lt(passkeys.id, after[0] ?? "")))
    .orderBy(desc(passkeys.id))
    .limit(limit + 1);
  return toPage(rows.map(renderPasskey), limit, ({ id }) => [id]);
}

/** @throws Problem `NOT_FOUND`, also for somebody else's. */
export async function renamePasskey(deps: PasskeysDeps, userId: string, id: string, name: string): Promise<Passkey> {
  const [renamed] = await deps.db
    .update(passkeys)
    .set({ name })
    .where(and(eq(passkeys.id, id), eq(passkeys.userId, userId)))
    .returning();
  if (!renamed) throw new Problem("NOT_FOUND");
  return renderPasskey(renamed);
}

/**
 * Removes a passkey and tells its owner.
 *
 * @throws Problem `LAST_CREDENTIAL` when nothing else is left to sign in by, `NOT_FOUND`.
 */
export async function removePasskey(deps: PasskeysDeps, userId: string, id: string): Promise<void> {
  const own = and(eq(passkeys.id, id), eq(passkeys.userId, userId));
  const hasOther = sql`(SELECT count(*) FROM ${passkeys} WHERE ${eq(passkeys.userId, userId)}) > 1`;
  const passkey = await deps.db.select({ name: passkeys.name }).from(passkeys).where(own).get();
  if (!passkey) throw new Problem("NOT_FOUND");
  try {
    await commit(deps, [
      deps.db.delete(passkeys).where(and(own, or(hasPasswordOrIdentity(userId), hasOther))),
      requireChange(deps),
      tellOwner(deps, userId, "passkey_removed", { name: passkey.name }),
    ]);
  } catch (error) {
    if (!(error instanceof GuardFailed)) throw error;
    const remains = await deps.db.select({ id: passkeys.id }).from(passkeys).where(own).get();
    throw new Problem(remains ? "LAST_CREDENTIAL" : "NOT_FOUND");
  }
}

export async function countPasskeys(deps: Pick<PasskeysDeps, "db">, userId: string): Promise<number> {
  const row = await deps.db.select({ n: count() }).from(passkeys).where(eq(passkeys.userId, userId)).get();
  return row?.n ?? 0;
}

/** Whether a user has a passkey, as a condition for statements that must not take the last way in. */
export function hasPasskey(userId: string): SQL {
  return sql`EXISTS (SELECT 1 FROM ${passkeys} WHERE ${eq(passkeys.userId, userId)})`;
}

export function renderPasskey(
  row: Pick<PasskeyRow, "id" | "name" | "isBackedUp" | "createdAt" | "lastUsedAt">,
): Passkey {
  return {
    id: row.id,
    name: row.name,
    backedUp: row.isBackedUp,
    createdAt: new Date(row.createdAt).toISOString(),
    lastUsedAt: row.lastUsedAt === null ? null : new Date(row.lastUsedAt).toISOString(),
  };
}
