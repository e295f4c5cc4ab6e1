import { and, desc, eq, lt } from "drizzle-orm";
import { decodeCursor, toPage } from "../db/cursor.ts";
import type { DatabaseDeps } from "../db/database.ts";
import type { Page } from "../http/contract.ts";
import type { AuditEntry } from "./entry.ts";
import { auditEntries } from "./schema.ts";

type Filter = { [Name in "userId" | "actorId" | "action" | "result"]?: string | undefined };

/** The audit log, newest first, as far as it fits the filter. */
export async function listActs(
  deps: DatabaseDeps,
  filter: Filter,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<AuditEntry>> {
  const before = decodeCursor(cursor, [""])?.[0];
  const { userId, actorId, action, result } = filter;
  const rows = await deps.db
    .select()
    .from(auditEntries)
    .where(
      and(
        userId === undefined ? undefined : eq(auditEntries.userId, userId),
        actorId === undefined ? undefined : eq(auditEntries.actorId, actorId),
        action === undefined ? undefined : eq(auditEntries.action, action),
        result === undefined ? undefined : eq(auditEntries.result, result),
        before === undefined ? undefined : lt(auditEntries.id, before),
      ),
    )
    .orderBy(desc(auditEntries.id))
    .limit(limit + 1);
  return toPage(rows, limit, ({ id }) => [id]);
}
