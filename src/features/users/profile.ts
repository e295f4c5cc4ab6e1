import { and, asc, eq, gt, gte, lt, or, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { isUniqueViolation } from "../../platform/db/database.ts";
import { decodeCursor, toPage } from "../../platform/db/cursor.ts";
import type { Page } from "../../platform/http/contract.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { UpdateProfile, User, UserSummary } from "./contract.ts";
import type { UsersDeps } from "./deps.ts";
import { permissionsOf, type Role } from "./roles.ts";
import { userRoles, users } from "./schema.ts";
import { foldName } from "./user-row.ts";

export type ReadDeps = Pick<UsersDeps, "db">;

/** A user as they see themselves. @throws Problem `NOT_FOUND`. */
export async function requireUser(deps: ReadDeps, id: string): Promise<User> {
  const [[row], roleRows] = await deps.db.batch([
    deps.db.select().from(users).where(eq(users.id, id)),
    deps.db.select({ role: userRoles.role }).from(userRoles).where(eq(userRoles.userId, id)),
  ]);
  if (!row) throw new Problem("NOT_FOUND");
  return renderUser(
    row,
    roleRows.map(({ role }) => role),
  );
}

/** The same for a read of oneself, remembered for up to five seconds. */
export async function readUser(deps: UsersDeps, id: string): Promise<User> {
  const known = deps.rememberedUsers.recall(id, deps.now());
  if (known) return known;
  const user = await requireUser(deps, id);
  deps.rememberedUsers.remember(user, deps.now());
  return user;
}

/** @throws Problem `USERNAME_TAKEN`. */
export async function updateProfile(deps: UsersDeps, id: string, changes: UpdateProfile): Promise<User> {
  // Absent is not `undefined` to the wire, and drizzle leaves out what is undefined.
  const set = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const searchName = changes.displayName === undefined ? {} : { searchName: foldName(changes.displayName) };
  try {
    await deps.db
      .update(users)
      .set({ ...set, ...searchName, updatedAt: deps.now() })
      .where(eq(users.id, id));
  } catch (error) {
    if (isUniqueViolation(error, "users.username")) throw new Problem("USERNAME_TAKEN");
    throw error;
  }
  deps.rememberedUsers.forget(id);
  return requireUser(deps, id);
}

/** Where a user is written to, and how they are addressed. */
export async function findUserContact(
  deps: ReadDeps,
  id: string,
): Promise<{ email: string; displayName: string } | undefined> {
  return deps.db
    .select({ email: users.email, displayName: users.displayName })
    .from(users)
    .where(eq(users.id, id))
    .get();
}

/** Whose address it is; null where it is nobody's. */
export async function findUserIdByEmail(deps: ReadDeps, email: string): Promise<string | null> {
  const row = await deps.db.select({ id: users.id }).from(users).where(eq(users.email, email)).get();
  return row?.id ?? null;
}

/** What anyone may see of these users; those who do not exist are not in it. */
export async function findUserSummaries(deps: ReadDeps, ids: string[]): Promise<Map<string, UserSummary>> {
  const rows = await deps.db
    .select(summaryColumns)
    .from(users)
    .where(sql`${users.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`);
  return new Map(rows.map((row) => [row.id, row]));
}

/** What anyone may see of who has this username. */
export async function findUserByUsername(deps: ReadDeps, username: string): Promise<UserSummary | undefined> {
  return deps.db.select(summaryColumns).from(users).where(eq(users.username, username)).get();
}

/** People whose username or name begins with a text, by username. */
export async function searchUsers(
  deps: ReadDeps,
  query: { q: string; limit: number; cursor?: string | undefined },
): Promise<Page<UserSummary>> {
  const after = decodeCursor(query.cursor, [""]);
  const name = foldName(query.q);
  const rows = await deps.db
    .select(summaryColumns)
    .from(users)
    .where(
      and(
        or(beginsWith(users.username, name), beginsWith(users.searchName, name)),
        after && gt(users.username, after[0] ?? ""),
      ),
    )
    .orderBy(asc(users.username))
    .limit(query.limit + 1);
  return toPage(rows, query.limit, (row) => [row.username]);
}

/** A range, and not LIKE: it uses the index, and D1 takes patterns of 50 bytes at most. */
export function beginsWith(column: SQLiteColumn, prefix: string) {
  return and(gte(column, prefix), lt(column, `${prefix}\u{10ffff}`));
}

const summaryColumns = { id: users.id, username: users.username, displayName: users.displayName };

export function renderUser(row: typeof users.$inferSelect, roles: Role[]): User {
  return {
    id: row.id,
    username: row.username,
    displayName: row.displayName,
    email: row.email,
    bio: row.bio,
    // Only a verified address becomes a user.
    emailVerified: true,
    mfaEnabled: row.mfaEnabled,
    roles,
    permissions: permissionsOf(roles),
    createdAt: new Date(row.createdAt).toISOString(),
    updatedAt: new Date(row.updatedAt).toISOString(),
  };
}
