import { and, eq, ne, sql } from "drizzle-orm";
import { commit, GuardFailed, requireChange, type Statement } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { Problem } from "../../platform/http/problem.ts";
import { isBlocked } from "../moderation/index.ts";
import type { SpacesDeps } from "./deps.ts";
import { spaceJoined, spaceLeft } from "./events.ts";
import { acceptOpen } from "./invitation-rows.ts";
import { hasRoomForSpace, maxSpacesEach } from "./space-rows.ts";
import { spaceMembers } from "./schema.ts";
import { requireVisible, type Where } from "./standing.ts";

/**
 * Joins a public space; who is a member already stays what they are. An open invitation is accepted by it.
 *
 * @throws Problem `NOT_FOUND` for a space that one may not see, `FORBIDDEN` for somebody whom its owner has
 *   blocked, `CONFLICT` for who is a member of {@link maxSpacesEach} already.
 */
export async function joinSpace(deps: SpacesDeps, where: Where): Promise<void> {
  const { space, role } = await requireVisible(deps, where);
  if (role !== null) return;
  if (await isBlocked(deps.db, { blockerId: space.ownerId, blockedId: where.userId }))
    throw new Problem("FORBIDDEN", "You cannot join this space.");
  const isOpen = sql`visibility = 'public'`;
  try {
    await commit(deps, [...addMember(deps, where, isOpen), acceptOpen(deps, where)]);
  } catch (error) {
    if (!(error instanceof GuardFailed)) throw error;
    // Somebody may have closed it meanwhile, or the same call has come twice.
    if ((await requireVisible(deps, where)).role !== null) return;
    throw new Problem("CONFLICT", `One is a member of ${maxSpacesEach} spaces at most.`);
  }
}

/** The statements that make somebody a member of a space that there is; they fail where one is, or has no room. */
export function addMember(deps: SpacesDeps, { spaceId, userId }: Where, condition = sql`true`): Statement[] {
  const values = sql`SELECT id, ${userId}, 'member', ${deps.now()} FROM spaces
    WHERE id = ${spaceId} AND ${condition} AND ${hasRoomForSpace(deps.db, userId)}`;
  return [
    deps.db.insert(spaceMembers).select(values).onConflictDoNothing(),
    requireChange(deps),
    recordEvent(deps, spaceJoined, { spaceId, userId }),
  ];
}

/**
 * Leaves a space, or removes somebody from it: the owner everybody else, admins only members.
 *
 * @throws Problem `NOT_FOUND` for a space that one may not see and for who is no member, `FORBIDDEN` for who may
 *   not remove this one, `CONFLICT` for the owner who would leave without handing over.
 */
export async function removeMember(deps: SpacesDeps, where: Where, otherId: string): Promise<void> {
  const { space, role } = await requireVisible(deps, where);
  const isSelf = otherId === where.userId;
  if (isSelf && role === null) return;
  if (isSelf && role === "owner") throw new Problem("CONFLICT", "Make somebody else the owner first.");
  if (!isSelf && role !== "owner" && role !== "admin")
    throw new Problem("FORBIDDEN", "Only the owner and admins of the space may remove others.");
  if (!isSelf && otherId === space.ownerId) throw new Problem("FORBIDDEN", "Nobody removes the owner.");
  try {
    await commit(deps, [
      deps.db.delete(spaceMembers).where(mayRemove(where, otherId)),
      requireChange(deps),
      recordEvent(deps, spaceLeft, { spaceId: where.spaceId, userId: otherId }),
    ]);
  } catch (error) {
    if (!(error instanceof GuardFailed)) throw error;
    await explainRefusal(deps, where, otherId);
  }
}

/** Guarded in the statement: whoever removes is still what they were, and the owner stays. */
function mayRemove({ spaceId, userId }: Where, otherId: string) {
  const isIt = and(eq(spaceMembers.spaceId, spaceId), eq(spaceMembers.userId, otherId), ne(spaceMembers.role, "owner"));
  if (otherId === userId) return isIt;
  return and(
    isIt,
    sql`EXISTS (SELECT 1 FROM space_members AS acting WHERE acting.space_id = ${spaceId} AND acting.user_id = ${userId}
      AND (acting.role = 'owner' OR (acting.role = 'admin' AND ${spaceMembers.role} = 'member')))`,
  );
}

async function explainRefusal(deps: SpacesDeps, where: Where, otherId: string): Promise<void> {
  const { role } = await requireVisible(deps, { ...where, userId: otherId }).catch(() => ({ role: null }));
  if (role === null && otherId === where.userId) return;
  if (role === null) throw new Problem("NOT_FOUND", "They are no member of the space.");
  throw new Problem("FORBIDDEN", "Only the owner removes an admin.");
}
