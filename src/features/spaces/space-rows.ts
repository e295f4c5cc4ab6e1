import { and, count, eq, exists, or, type SQL, sql } from "drizzle-orm";
import type { Database } from "../../platform/db/database.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { Space, SpaceRole } from "./contract.ts";
import { spaceMembers, spaces } from "./schema.ts";

export type SpaceRow = typeof spaces.$inferSelect;

/** A space, and what somebody is in it. */
export type Standing = { space: SpaceRow; role: SpaceRole | null };

/** So many spaces one person is a member of at most: their feed is made of as many. */
export const maxSpacesEach = 500;

/** What somebody is in a space that there is; null for who is no member. */
export async function membershipOf(
  db: Database,
  { spaceId, userId }: { spaceId: string; userId: string },
): Promise<{ role: SpaceRole; joinedAt: number } | null> {
  const row = await db
    .select({ role: spaceMembers.role, joinedAt: spaceMembers.joinedAt })
    .from(spaceMembers)
    .innerJoin(spaces, eq(spaces.id, spaceMembers.spaceId))
    .where(and(eq(spaceMembers.spaceId, spaceId), eq(spaceMembers.userId, userId)))
    .get();
  return row ?? null;
}

/** Which of up to a thousand spaces there are, and somebody may see. */
export async function visibleSpaces(db: Database, userId: string, spaceIds: string[]): Promise<Set<string>> {
  if (spaceIds.length === 0) return new Set();
  const asked = JSON.stringify(spaceIds.slice(0, 1_000));
  const rows = await db
    .select({ id: spaces.id })
    .from(spaces)
    .where(and(sql`${spaces.id} IN (SELECT value FROM json_each(${asked}))`, isVisibleTo(db, userId)));
  return new Set(rows.map(({ id }) => id));
}

/** A space that somebody may see, with what they are in it. */
export async function findVisibleSpace(
  db: Database,
  { id, userId }: { id: string; userId: string },
): Promise<Standing | undefined> {
  const row = await findSpace(db, { id, userId });
  return row && isVisible(row) ? row : undefined;
}

function findSpace(db: Database, { id, userId }: { id: string; userId: string }): Promise<Standing | undefined> {
  return db
    .select({ space: spaces, role: spaceMembers.role })
    .from(spaces)
    .leftJoin(spaceMembers, and(eq(spaceMembers.spaceId, spaces.id), eq(spaceMembers.userId, userId)))
    .where(eq(spaces.id, id))
    .get();
}

function isVisible({ space, role }: Standing): boolean {
  return space.visibility === "public" || role !== null;
}

/** A space as somebody sees it who may; as a moderator everybody may. @throws Problem `NOT_FOUND`. */
export async function readSpace(
  db: Database,
  { id, userId }: { id: string; userId: string },
  mayModerate: boolean,
): Promise<Space> {
  const row = await findSpace(db, { id, userId });
  if (!row || !(mayModerate || isVisible(row))) throw new Problem("NOT_FOUND", "There is no such space.");
  return renderSpace(row.space, row.role);
}

/** Public, or with somebody as a member: for queries over spaces. */
function isVisibleTo(db: Database, userId: string) {
  const membership = db
    .select({ one: sql`1` })
    .from(spaceMembers)
    .where(and(eq(spaceMembers.spaceId, spaces.id), eq(spaceMembers.userId, userId)));
  return or(eq(spaces.visibility, "public"), exists(membership));
}

/** That somebody may become a member of one more space: for the guard of a statement. */
export function hasRoomForSpace(db: Database, userId: string): SQL {
  const held = db.select({ spaces: count() }).from(spaceMembers).where(eq(spaceMembers.userId, userId));
  return sql`${held} < ${maxSpacesEach}`;
}

type Shown = Pick<SpaceRow, "id" | "name" | "description" | "visibility" | "memberCount" | "createdAt">;

export function renderSpace(space: Shown, role: SpaceRole | null): Space {
  const { id, name, description, visibility, memberCount, createdAt } = space;
  return { id, name, description, visibility, memberCount, role, createdAt: new Date(createdAt).toISOString() };
}
