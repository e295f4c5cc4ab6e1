import { and, desc, eq, gte, inArray, lt, ne } from "drizzle-orm";
import { decodeCursor, toPage } from "../db/cursor.ts";
import type { DatabaseDeps } from "../db/database.ts";
import type { Page } from "../http/contract.ts";
import { firstIdAt } from "../ids/typeid.ts";
import type { AuditEntry } from "./entry.ts";
import { auditEntries } from "./schema.ts";

type Filter = { [Name in "userId" | "actorId" | "action" | "result"]?: string | undefined } & {
  actions?: string[] | undefined;
  isRefused?: boolean;
  /** From this moment on, in ms, and up to that one. */
  from?: number | undefined;
  to?: number | undefined;
};

/** The audit log, newest first, as far as it fits the filter. */
export async function listActs(
  deps: DatabaseDeps,
  filter: Filter,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<AuditEntry>> {
  const before = decodeCursor(cursor, [""])?.[0];
  const { userId, actorId, action, result, actions, isRefused = false, from, to } = filter;
  const rows = await deps.db
    .select()
    .from(auditEntries)
    .where(
      and(
        userId === undefined ? undefined : eq(auditEntries.userId, userId),
        actorId === undefined ? undefined : eq(auditEntries.actorId, actorId),
        action === undefined ? undefined : eq(auditEntries.action, action),
        result === undefined ? undefined : eq(auditEntries.result, result),
        actions === undefined ? undefined : inArray(auditEntries.action, actions),
        isRefused ? ne(auditEntries.result, "ok") : undefined,
        // Ids are in the order of time, and unlike it they are in every index.
        from === undefined ? undefined : gte(auditEntries.id, firstIdAt("aud", from)),
        to === undefined ? undefined : lt(auditEntries.id, firstIdAt("aud", to)),
        before === undefined ? undefined : lt(auditEntries.id, before),
      ),
    )
    .orderBy(desc(auditEntries.id))
    .limit(limit + 1);
  return toPage(rows, limit, ({ id }) => [id]);
}
