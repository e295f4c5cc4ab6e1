import { and, asc, gt, or, sql } from "drizzle-orm";
import { decodeCursor, toPage } from "../../platform/db/cursor.ts";
import type { Page } from "../../platform/http/contract.ts";
import type { User } from "./contract.ts";
import { beginsWith, type ReadDeps, renderUser } from "./profile.ts";
import { permissionsOf, type Role, roleNames } from "./roles.ts";
import { userRoles, users } from "./schema.ts";
import { foldName } from "./user-row.ts";

/** All users, or those whose username, name or address begins with a text, by username. */
export async function listUsers(
  deps: ReadDeps,
  query: { q?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<Page<User>> {
  const after = decodeCursor(query.cursor, [""]);
  const prefix = query.q === undefined ? undefined : foldName(query.q);
  const rows = await deps.db
    .select()
    .from(users)
    .where(
      and(
        prefix === undefined
          ? undefined
          : or(...[users.username, users.searchName, users.email].map((column) => beginsWith(column, prefix))),
        after && gt(users.username, after[0] ?? ""),
      ),
    )
    .orderBy(asc(users.username))
    .limit(query.limit + 1);
  const { items, nextCursor } = toPage(rows, query.limit, (row) => [row.username]);
  const rolesOf = await findRoles(
    deps,
    items.map(({ id }) => id),
  );
  return { items: items.map((row) => renderUser(row, rolesOf.get(row.id) ?? [])), nextCursor };
}

/** Every role, and what it permits. */
export function listRoles() {
  return { items: roleNames.map((name) => ({ name, permissions: permissionsOf([name]) })), nextCursor: null };
}

async function findRoles(deps: ReadDeps, ids: string[]): Promise<Map<string, Role[]>> {
  const rows = await deps.db
    .select()
    .from(userRoles)
    .where(sql`${userRoles.userId} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`);
  const rolesOf = new Map<string, Role[]>();
  for (const { userId, role } of rows) rolesOf.set(userId, [...(rolesOf.get(userId) ?? []), role]);
  return rolesOf;
}
