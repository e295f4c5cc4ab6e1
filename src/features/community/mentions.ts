import { sql } from "drizzle-orm";
import { blocksAmong } from "../moderation/index.ts";
import { findUsersByUsernames, mentionedNames } from "../users/index.ts";
import type { CommunityDeps } from "./deps.ts";

/** So many people one text can mention; names after them are words. */
const maxMentions = 20;

/** Where something is said: in a private space its members alone can be mentioned. */
type Place = { spaceId: string | null };

/**
 * Whom a text mentions by `@username`: people who may see it, other than its author, and nobody who has
 * blocked the author or was blocked by them. In the order of their first mention.
 */
export async function findMentioned(
  deps: Pick<CommunityDeps, "db">,
  { authorId, content, place }: { authorId: string; content: string; place: Place },
): Promise<string[]> {
  const names = [...mentionedNames(content)].slice(0, maxMentions);
  if (names.length === 0) return [];
  const found = await findUsersByUsernames(deps, names);
  const ids = names.flatMap((name) => found.get(name)?.id ?? []).filter((id) => id !== authorId);
  if (ids.length === 0) return [];
  const [blocks, members] = await Promise.all([
    blocksAmong(deps.db, [authorId, ...ids]),
    place.spaceId === null ? new Set(ids) : admittedAmong(deps, place.spaceId, ids),
  ]);
  const parted = new Set(
    blocks
      .filter(({ blockerId, blockedId }) => blockerId === authorId || blockedId === authorId)
      .flatMap(({ blockerId, blockedId }) => [blockerId, blockedId]),
  );
  return ids.filter((id) => members.has(id) && !parted.has(id));
}

/** Those who may see what is posted in a space. */
async function admittedAmong({ db }: Pick<CommunityDeps, "db">, spaceId: string, ids: string[]): Promise<Set<string>> {
  const rows = await db.all<{ id: string }>(sql`
    SELECT asked.value AS id FROM json_each(${JSON.stringify(ids)}) AS asked CROSS JOIN spaces
    WHERE spaces.id = ${spaceId} AND (spaces.visibility = 'public' OR EXISTS (
      SELECT 1 FROM space_members WHERE space_id = spaces.id AND user_id = asked.value))`);
  return new Set(rows.map(({ id }) => id));
}
