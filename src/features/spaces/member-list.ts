import { and, asc, eq, gt, or } from "drizzle-orm";
import { decodeCursor, toPage } from "../../platform/db/cursor.ts";
import type { Page } from "../../platform/http/contract.ts";
import type { UserSummary } from "../users/contract.ts";
import { findUserSummaries } from "../users/index.ts";
import type { SpaceMember } from "./contract.ts";
import type { SpacesDeps } from "./deps.ts";
import { spaceMembers } from "./schema.ts";
import { requireVisible, type Where } from "./standing.ts";

type Row = typeof spaceMembers.$inferSelect;

/** Who belongs to a space, in the order in which they joined. @throws Problem `NOT_FOUND` for who may not see it. */
export async function listMembers(
  deps: SpacesDeps,
  where: Where,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<SpaceMember>> {
  const [joinedAt = 0, lastId = ""] = decodeCursor(cursor, [0, ""] as [number, string]) ?? [];
  await requireVisible(deps, where);
  const isAfter = or(
    gt(spaceMembers.joinedAt, joinedAt),
    and(eq(spaceMembers.joinedAt, joinedAt), gt(spaceMembers.userId, lastId)),
  );
  const rows = await deps.db
    .select()
    .from(spaceMembers)
    .where(and(eq(spaceMembers.spaceId, where.spaceId), cursor === undefined ? undefined : isAfter))
    .orderBy(asc(spaceMembers.joinedAt), asc(spaceMembers.userId))
    .limit(limit + 1);
  const { items, nextCursor } = toPage(rows, limit, (row) => [row.joinedAt, row.userId]);
  const people = await findUserSummaries(
    deps,
    items.map(({ userId }) => userId),
  );
  return { items: items.flatMap((row) => render(row, people.get(row.userId)) ?? []), nextCursor };
}

/** One member; undefined where there is none, or no such user any more. */
export async function readMember(deps: SpacesDeps, { spaceId, userId }: Where): Promise<SpaceMember | undefined> {
  const isIt = and(eq(spaceMembers.spaceId, spaceId), eq(spaceMembers.userId, userId));
  const [row, people] = await Promise.all([
    deps.db.select().from(spaceMembers).where(isIt).get(),
    findUserSummaries(deps, [userId]),
  ]);
  return row && render(row, people.get(userId));
}

function render({ role, joinedAt }: Row, user: UserSummary | undefined): SpaceMember | undefined {
  return user && { user, role, joinedAt: new Date(joinedAt).toISOString() };
}
