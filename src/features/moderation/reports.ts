import { and, desc, eq, lt } from "drizzle-orm";
import { decodeCursor, toPage } from "../../platform/db/cursor.ts";
import type { Page } from "../../platform/http/contract.ts";
import { newId } from "../../platform/ids/typeid.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { UserSummary } from "../users/contract.ts";
import { findUserSummaries } from "../users/index.ts";
import type { NewReport, Report, ReportDecision, ReportRecord } from "./contract.ts";
import type { ModerationDeps } from "./deps.ts";
import { reports } from "./schema.ts";

type Row = typeof reports.$inferSelect;

/**
 * Reports somebody or something to the moderators. While a report of the same is open, that one is given.
 *
 * @throws Problem `NOT_FOUND` for what the reporter may not see, `VALIDATION_FAILED` for oneself.
 */
export async function fileReport(
  deps: ModerationDeps,
  reporterId: string,
  input: NewReport,
): Promise<{ report: Report; isNew: boolean }> {
  if (input.targetType === "user" && input.targetId === reporterId) {
    throw new Problem("VALIDATION_FAILED", undefined, {
      errors: [{ path: "targetId", message: "must be somebody else" }],
    });
  }
  if (!(await maySee(deps, reporterId, input))) throw new Problem("NOT_FOUND");
  const id = newId("rep");
  const isSame = and(
    eq(reports.reporterId, reporterId),
    eq(reports.targetType, input.targetType),
    eq(reports.targetId, input.targetId),
    eq(reports.status, "open"),
  );
  const [, [row]] = await deps.db.batch([
    deps.db
      .insert(reports)
      .values({ ...input, id, reporterId, createdAt: deps.now() })
      .onConflictDoNothing(),
    deps.db.select().from(reports).where(isSame),
  ]);
  if (!row) throw new Error("a report that was just written is not there");
  return { report: render(row), isNew: row.id === id };
}

async function maySee(deps: ModerationDeps, userId: string, target: NewReport): Promise<boolean> {
  switch (target.targetType) {
    case "user":
      return (await findUserSummaries(deps, [target.targetId])).has(target.targetId);
    case "conversation":
      return deps.maySeeConversation(userId, target.targetId);
    case "message":
      return deps.maySeeConversation(userId, target.conversationId);
    case "post":
    case "comment":
    case "space":
      return deps.maySeeInCommunity(userId, { type: target.targetType, id: target.targetId });
  }
}

/** Reports for moderators, the newest first. */
export async function listReports(
  deps: ModerationDeps,
  query: {
    status?: Row["status"] | undefined;
    targetType?: Row["targetType"] | undefined;
    limit: number;
    cursor?: string | undefined;
  },
): Promise<Page<ReportRecord>> {
  const before = decodeCursor(query.cursor, [""])?.[0];
  const rows = await deps.db
    .select()
    .from(reports)
    .where(
      and(
        query.status === undefined ? undefined : eq(reports.status, query.status),
        query.targetType === undefined ? undefined : eq(reports.targetType, query.targetType),
        before === undefined ? undefined : lt(reports.id, before),
      ),
    )
    .orderBy(desc(reports.id))
    .limit(query.limit + 1);
  const { items, nextCursor } = toPage(rows, query.limit, ({ id }) => [id]);
  const people = await findUserSummaries(deps, [...new Set(items.map(({ reporterId }) => reporterId))]);
  return { items: items.map((row) => renderRecord(row, people)), nextCursor };
}

/**
 * Decides an open report. Two who decide at once: the first one does.
 *
 * @throws Problem `NOT_FOUND`, or `ILLEGAL_TRANSITION` for one that has been decided.
 */
export async function decideReport(
  deps: ModerationDeps,
  { id, decidedBy, status, note }: ReportDecision & { id: string; decidedBy: string },
): Promise<ReportRecord> {
  const [row] = await deps.db
    .update(reports)
    .set({ status, note: note ?? null, decidedBy, decidedAt: deps.now() })
    .where(and(eq(reports.id, id), eq(reports.status, "open")))
    .returning();
  if (row) return renderRecord(row, await findUserSummaries(deps, [row.reporterId]));
  const decided = await deps.db.select({ status: reports.status }).from(reports).where(eq(reports.id, id)).get();
  if (!decided) throw new Problem("NOT_FOUND");
  throw new Problem("ILLEGAL_TRANSITION", `The report is ${decided.status} already.`);
}

function render({ id, targetType, targetId, conversationId, reason, status, createdAt }: Row): Report {
  const at = new Date(createdAt).toISOString();
  return { id, targetType, targetId, conversationId, reason, status, createdAt: at };
}

function renderRecord(row: Row, people: Map<string, UserSummary>): ReportRecord {
  return {
    ...render(row),
    reporter: people.get(row.reporterId) ?? null,
    note: row.note,
    decidedBy: row.decidedBy,
    decidedAt: row.decidedAt === null ? null : new Date(row.decidedAt).toISOString(),
  };
}
