import { type SQL, sql } from "drizzle-orm";
import { decodeCursor, encodeCursor } from "../../platform/db/cursor.ts";
import { wordsQuery } from "../../platform/db/words-query.ts";
import type { Page } from "../../platform/http/contract.ts";
import type { Space, SpaceRole } from "./contract.ts";
import type { SpacesDeps } from "./deps.ts";
import { renderSpace, type SpaceRow } from "./space-rows.ts";

type Query = { q: string; limit: number; cursor?: string | undefined };

/** So many spaces that have the words are looked at for one page, of which some may not be for the viewer. */
const lookedAt = 250;

type Found = Pick<SpaceRow, "id" | "name" | "description" | "visibility" | "memberCount" | "createdAt" | "number"> & {
  role: SpaceRole | null;
};

/**
 * Spaces whose name and description have every word of a text, each also as a beginning: those that somebody
 * may see, the newest first. Read out of the full-text index; private spaces of others that match are passed
 * over on the way, so a page may be short of the limit, or empty, and still have a next one.
 */
export async function searchSpaces(deps: SpacesDeps, viewerId: string, query: Query): Promise<Page<Space>> {
  const before = decodeCursor(query.cursor, [0])?.[0] ?? Number.MAX_SAFE_INTEGER;
  const words = wordsQuery(query.q);
  if (words === "") return { items: [], nextCursor: null };
  const found = await deps.db.all<Found>(spaceSearchQuery({ viewerId, words, before }));
  const visible = found.filter(({ visibility, role }) => visibility === "public" || role !== null);
  const page = visible.slice(0, query.limit);
  const hasMore = visible.length > query.limit || found.length === lookedAt;
  const last = visible.length > query.limit ? page.at(-1) : found.at(-1);
  return {
    items: page.map(({ role, ...space }) => renderSpace(space, role)),
    nextCursor: hasMore && last ? encodeCursor([last.number]) : null,
  };
}

type Search = { viewerId: string; words: string; before: number };

export function spaceSearchQuery({ viewerId, words, before }: Search): SQL {
  return sql`
    SELECT spaces.number, spaces.id, name, description, visibility, member_count AS "memberCount",
        created_at AS "createdAt", role
      FROM (
        SELECT rowid FROM space_search
          WHERE space_search MATCH ${words} AND rowid < ${before} ORDER BY rowid DESC LIMIT ${lookedAt}
      ) AS found
      CROSS JOIN spaces ON spaces.number = found.rowid
      LEFT JOIN space_members ON space_members.space_id = spaces.id AND space_members.user_id = ${viewerId}
      ORDER BY found.rowid DESC`;
}
