import { and, eq, gte, lt, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { commit, isUniqueViolation } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { UpdateProfile, User, UserSummary } from "./contract.ts";
import type { UsersDeps } from "./deps.ts";
import { profileChanged } from "./events.ts";
import { permissionsOf, type Role } from "./roles.ts";
import { userRoles, users } from "./schema.ts";
import { foldName } from "./user-row.ts";

/** What everything cached bears that shows somebody's name or what they say of themselves. */
export const userTag = (userId: string) => `user:${userId}`;

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
export function readUser(deps: UsersDeps, id: string): User | Promise<User> {
  return deps.rememberedUsers.recall(id, deps.now()) ?? readUserAnew(deps, id);
}

async function readUserAnew(deps: UsersDeps, id: string): Promise<User> {
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
    await commit(deps, [
      deps.db
        .update(users)
        .set({ ...set, ...searchName, updatedAt: deps.now() })
        .where(eq(users.id, id)),
      recordEvent(deps, profileChanged, { userId: id }),
    ]);
  } catch (error) {
    if (isUniqueViolation(error, "users.username")) throw new Problem("USERNAME_TAKEN");
    throw error;
  }
  deps.rememberedUsers.forget(id);
  deps.cache.forget([userTag(id)]);
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

/** What anyone may see of those who have these usernames, by username; up to a hundred are asked for at once. */
export async function findUsersByUsernames(deps: ReadDeps, usernames: string[]): Promise<Map<string, UserSummary>> {
  const asked = JSON.stringify(usernames.slice(0, 100));
  const rows = await deps.db
    .select(summaryColumns)
    .from(users)
    .where(sql`${users.username} IN (SELECT value FROM json_each(${asked}))`);
  return new Map(rows.map((row) => [row.username, row]));
}

/** What anyone may see of who has this username. */
export async function findUserByUsername(deps: ReadDeps, username: string): Promise<UserSummary | undefined> {
  return deps.db.select(summaryColumns).from(users).where(eq(users.username, username)).get();
}

/** The same with what they say of themselves, and since when they are here (ms). */
export async function findPublicProfile(
  deps: ReadDeps,
  username: string,
): Promise<(UserSummary & { bio: string; createdAt: number }) | undefined> {
  return deps.db
    .select({ ...summaryColumns, bio: users.bio, createdAt: users.createdAt })
    .from(users)
    .where(eq(users.username, username))
    .get();
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
