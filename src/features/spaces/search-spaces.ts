import { sql } from "drizzle-orm";
import { decodeCursor, toPage } from "../../platform/db/cursor.ts";
import { wordsQuery } from "../../platform/db/words-query.ts";
import type { Page } from "../../platform/http/contract.ts";
import type { Space, SpaceRole } from "./contract.ts";
import type { SpacesDeps } from "./deps.ts";
import { renderSpace, type SpaceRow } from "./space-rows.ts";

type Query = { q: string; limit: number; cursor?: string | undefined };

type Found = Pick<SpaceRow, "id" | "name" | "description" | "visibility" | "memberCount" | "createdAt" | "number"> & {
  role: SpaceRole | null;
};

/**
 * Spaces whose name and description have every word of a text, each also as a beginning: those that somebody
 * may see, the newest first. Read out of the full-text index, a page at a time; private spaces of others
 * that match are passed over on the way.
 */
export async function searchSpaces(deps: SpacesDeps, viewerId: string, query: Query): Promise<Page<Space>> {
  const before = decodeCursor(query.cursor, [0])?.[0] ?? Number.MAX_SAFE_INTEGER;
  const words = wordsQuery(query.q);
  if (words === "") return { items: [], nextCursor: null };
  const rows = await deps.db.all<Found>(sql`
    SELECT spaces.number, spaces.id, name, description, visibility, member_count AS "memberCount",
        created_at AS "createdAt", role
      FROM (SELECT rowid FROM space_search WHERE space_search MATCH ${words} AND rowid < ${before} ORDER BY rowid DESC)
        AS found
      CROSS JOIN spaces ON spaces.number = found.rowid
      LEFT JOIN space_members ON space_members.space_id = spaces.id AND space_members.user_id = ${viewerId}
      WHERE visibility = 'public' OR role IS NOT NULL
      ORDER BY found.rowid DESC LIMIT ${query.limit + 1}
  `);
  const page = toPage(rows, query.limit, ({ number }) => [number]);
  return { items: page.items.map(({ role, ...space }) => renderSpace(space, role)), nextCursor: page.nextCursor };
}
