import { type SQL, sql } from "drizzle-orm";
import { decodeCursor } from "../../platform/db/cursor.ts";
import { wordsQuery } from "../../platform/db/words-query.ts";
import type { Page } from "../../platform/http/contract.ts";
import type { Post } from "./contract.ts";
import type { CommunityDeps, Viewer } from "./deps.ts";
import { type Candidate, isLeftOut } from "./feed-candidates.ts";
import { cutPage } from "./feeds.ts";

/** So many posts that have the words are looked at for one page, of which some may not be for the viewer. */
const lookedAt = 250;

/**
 * Posts that have every word of a text, each also as a beginning, the newest first: of those that the viewer
 * may see, without those of blocked people. A page may be short of the limit, or empty, and still have a next one.
 */
export async function searchPosts(
  deps: CommunityDeps,
  viewer: Viewer,
  query: { q: string; limit: number; cursor?: string | undefined },
): Promise<Page<Post>> {
  const before = decodeCursor(query.cursor, [0])?.[0] ?? Number.MAX_SAFE_INTEGER;
  const words = wordsQuery(query.q);
  if (words === "") return { items: [], nextCursor: null };
  const search = searchQuery({ viewerId: viewer.userId, words, before, count: lookedAt });
  const candidates = await deps.db.all<Candidate>(search);
  return cutPage(deps, viewer, candidates, { limit: query.limit, count: lookedAt });
}

type Search = { viewerId: string; words: string; before: number; count: number };

export function searchQuery({ viewerId, words, before, count }: Search): SQL {
  return sql`
    SELECT posts.position, posts.id, posts.author_id AS authorId,
      (posts.hidden_at IS NOT NULL OR ${isLeftOut(viewerId)}) AS isLeftOut
    FROM (
      SELECT rowid AS position FROM post_search
        WHERE post_search MATCH ${words} AND rowid < ${before} ORDER BY rowid DESC LIMIT ${count}
    ) AS found CROSS JOIN posts ON posts.position = found.position ORDER BY found.position DESC`;
}
