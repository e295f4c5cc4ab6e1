import { sql } from "drizzle-orm";
import { decodeCursor, encodeCursor } from "../../platform/db/cursor.ts";
import { wordsQuery } from "../../platform/db/words-query.ts";
import type { Page } from "../../platform/http/contract.ts";
import type { UserSummary } from "./contract.ts";
import { type ReadDeps, findUserByUsername } from "./profile.ts";
import { searchedUsers, users } from "./schema.ts";
import { foldName } from "./user-row.ts";

/** Greater than the number of any user. */
const beyond = Number.MAX_SAFE_INTEGER;

/**
 * People whose username and name have every word of a text, each also as a beginning: who has just this
 * username first, then the newest first. Read out of the full-text index, a page at a time.
 */
export async function searchUsers(
  deps: ReadDeps,
  query: { q: string; limit: number; cursor?: string | undefined },
): Promise<Page<UserSummary>> {
  const before = decodeCursor(query.cursor, [0])?.[0];
  const username = foldName(query.q);
  const words = wordsQuery(username);
  if (words === "") return { items: [], nextCursor: null };
  const [named, rows] = await Promise.all([
    before === undefined ? findUserByUsername(deps, username) : undefined,
    findByWords(deps, { words, username, before: before ?? beyond, limit: query.limit + 1 }),
  ]);
  const found = rows.slice(0, query.limit - (named ? 1 : 0));
  const items = found.map(({ number: _, ...summary }) => summary);
  const nextCursor = rows.length > found.length ? encodeCursor([found.at(-1)?.number ?? beyond]) : null;
  return { items: named ? [named, ...items] : items, nextCursor };
}

type Search = { words: string; username: string; before: number; limit: number };

/** Newest first, without who has just this username. Joined crosswise, so that it is the index that is walked. */
function findByWords(deps: ReadDeps, { words, username, before, limit }: Search) {
  return deps.db.all<UserSummary & { number: number }>(sql`
    SELECT ${users.id} AS id, ${users.username} AS username, ${users.displayName} AS "displayName",
        ${searchedUsers.number} AS number
      FROM user_search
      CROSS JOIN ${searchedUsers} ON ${searchedUsers.number} = user_search.rowid
      CROSS JOIN ${users} ON ${users.id} = ${searchedUsers.userId}
      WHERE user_search MATCH ${words} AND user_search.rowid < ${before} AND ${users.username} <> ${username}
      ORDER BY user_search.rowid DESC LIMIT ${limit}
  `);
}
