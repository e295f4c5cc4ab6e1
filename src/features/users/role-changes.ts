import { and, count, eq, ne, or, sql } from "drizzle-orm";
import { commit, GuardFailed, requireChange, type Statement } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { Problem } from "../../platform/http/problem.ts";
import { type CurrentSession, permits } from "../sessions/index.ts";
import type { UsersDeps } from "./deps.ts";
import { rolesChanged } from "./events.ts";
import { applyGrants } from "./grants.ts";
import { tellOwner } from "./notices.ts";
import { requireUser } from "./profile.ts";
import { permissionsOf, type Role } from "./roles.ts";
import { userRoles, users } from "./schema.ts";

type RoleOfUser = { userId: string; role: Role };

/**
 * Grants a role; one that the user has already stays. It counts from their next call on.
 *
 * @throws Problem `NOT_FOUND`, or `FORBIDDEN` for a role that permits what the granter may not.
 */
export async function grantRole(deps: UsersDeps, granter: CurrentSession, { userId, role }: RoleOfUser): Promise<void> {
  requireOwn(granter, role);
  await requireUser(deps, userId);
  const grant = deps.db.insert(userRoles).values({ userId, role }).onConflictDoNothing();
  await changeRoles(deps, userId, grant, { role, change: "granted" });
}

/**
 * Takes a role away, from the user's next call on; one that they do not have is fine.
 *
 * @throws Problem `NOT_FOUND`, `FORBIDDEN` as for granting, or `CONFLICT` for the last administrator.
 */
export async function revokeRole(
  deps: UsersDeps,
  revoker: CurrentSession,
  { userId, role }: RoleOfUser,
): Promise<void> {
  requireOwn(revoker, role);
  const { roles } = await requireUser(deps, userId);
  const others = deps.db
    .select({ others: count() })
    .from(userRoles)
    .where(and(eq(userRoles.role, "admin"), ne(userRoles.userId, userId)));
  // Guarded in the statement: of two administrators who remove each other at once, one remains.
  const isSpare = or(ne(userRoles.role, "admin"), sql`${others} > 0`);
  const revoke = deps.db.delete(userRoles).where(and(eq(userRoles.userId, userId), eq(userRoles.role, role), isSpare));
  const isChanged = await changeRoles(deps, userId, revoke, { role, change: "revoked" });
  if (!isChanged && roles.includes(role) && (await requireUser(deps, userId)).roles.includes(role))
    throw new Problem("CONFLICT", "The last administrator cannot be removed.");
}

/** @returns whether there was anything to change. */
async function changeRoles(
  deps: UsersDeps,
  userId: string,
  change: Statement,
  details: Record<string, string>,
): Promise<boolean> {
  const isNext = { rolesVersion: sql`${users.rolesVersion} + 1`, updatedAt: deps.now() };
  try {
    await commit(deps, [
      change,
      requireChange(deps),
      deps.db.update(users).set(isNext).where(eq(users.id, userId)),
      recordEvent(deps, rolesChanged, { userId }),
      tellOwner(deps, userId, "roles_changed", details),
    ]);
  } catch (error) {
    if (error instanceof GuardFailed) return false;
    throw error;
  }
  await applyGrants(deps, userId);
  return true;
}

/** Nobody gives or takes more than they have themselves. */
function requireOwn({ permissions }: CurrentSession, role: Role): void {
  if (!permissionsOf([role]).every((one) => permits(permissions, one))) throw new Problem("FORBIDDEN");
}
