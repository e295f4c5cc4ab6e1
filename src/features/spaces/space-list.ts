import { and, desc, eq, sql } from "drizzle-orm";
import { decodeCursor, toPage } from "../../platform/db/cursor.ts";
import type { Page } from "../../platform/http/contract.ts";
import type { Space } from "./contract.ts";
import type { SpacesDeps } from "./deps.ts";
import { renderSpace } from "./space-rows.ts";
import { spaceMembers, spaces } from "./schema.ts";

type Query = { userId: string; member?: "true" | undefined; limit: number; cursor?: string | undefined };

/** Greater than the id of any space. */
const beyond = "space_~";

/** The public spaces and one's own, or one's own alone: the newest first. */
export async function listSpaces(deps: SpacesDeps, query: Query): Promise<Page<Space>> {
  const { userId, limit } = query;
  const before = decodeCursor(query.cursor, [""])?.[0] ?? beyond;
  // A page of each, out of its own index: the page of both is among them.
  const own = sql`SELECT id FROM (
    SELECT space_members.space_id AS id FROM space_members JOIN spaces ON spaces.id = space_members.space_id
      WHERE space_members.user_id = ${userId} AND space_members.space_id < ${before}
      ORDER BY space_members.space_id DESC LIMIT ${limit + 1})`;
  const everybodys = sql`SELECT id FROM (
    SELECT id FROM spaces WHERE visibility = 'public' AND id < ${before} ORDER BY id DESC LIMIT ${limit + 1})`;
  const ids = query.member === "true" ? own : sql`${own} UNION ${everybodys}`;
  const rows = await deps.db
    .select({ space: spaces, role: spaceMembers.role })
    .from(spaces)
    .leftJoin(spaceMembers, and(eq(spaceMembers.spaceId, spaces.id), eq(spaceMembers.userId, userId)))
    .where(sql`${spaces.id} IN (${ids})`)
    .orderBy(desc(spaces.id))
    .limit(limit + 1);
  const page = toPage(rows, limit, ({ space }) => [space.id]);
  return { items: page.items.map(({ space, role }) => renderSpace(space, role)), nextCursor: page.nextCursor };
}
