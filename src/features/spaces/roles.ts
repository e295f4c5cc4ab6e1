import { and, eq } from "drizzle-orm";
import { commit, GuardFailed, requireChange, type Statement } from "../../platform/db/database.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { SpaceMember, SpaceRole } from "./contract.ts";
import type { SpacesDeps } from "./deps.ts";
import { readMember } from "./member-list.ts";
import { spaceMembers, spaces } from "./schema.ts";
import { requireVisible, type Where } from "./standing.ts";

/**
 * Makes a member something else. To make somebody the owner hands the space over: who did so is an admin.
 *
 * @returns the member as they are then.
 * @throws Problem `NOT_FOUND` for a space that one may not see and for who is no member, `FORBIDDEN` for who is
 *   not its owner, `CONFLICT` for the owner's own role, and where it changed meanwhile.
 */
export async function changeRole(
  deps: SpacesDeps,
  where: Where,
  { otherId, role }: { otherId: string; role: SpaceRole },
): Promise<SpaceMember> {
  const { role: own } = await requireVisible(deps, where);
  if (own !== "owner") throw new Problem("FORBIDDEN", "Only the owner of the space gives roles.");
  const member = await readMember(deps, { spaceId: where.spaceId, userId: otherId });
  if (!member) throw new Problem("NOT_FOUND", "They are no member of the space.");
  if (member.role === role) return member;
  if (otherId === where.userId) throw new Problem("CONFLICT", "Make somebody else the owner first.");
  await commitChange(deps, [
    // As the owner still: in another batch somebody else may have become it.
    ...setRole(deps, where, { from: "owner", to: role === "owner" ? "admin" : "owner" }),
    ...setRole(deps, { spaceId: where.spaceId, userId: otherId }, { from: member.role, to: role }),
    ...(role === "owner" ? [deps.db.update(spaces).set({ ownerId: otherId }).where(eq(spaces.id, where.spaceId))] : []),
  ]);
  return { ...member, role };
}

function setRole(
  deps: SpacesDeps,
  { spaceId, userId }: Where,
  { from, to }: { from: SpaceRole; to: SpaceRole },
): Statement[] {
  const isIt = and(eq(spaceMembers.spaceId, spaceId), eq(spaceMembers.userId, userId), eq(spaceMembers.role, from));
  return [deps.db.update(spaceMembers).set({ role: to }).where(isIt), requireChange(deps)];
}

async function commitChange(deps: SpacesDeps, statements: Statement[]): Promise<void> {
  try {
    await commit(deps, statements);
  } catch (error) {
    if (error instanceof GuardFailed) throw new Problem("CONFLICT", "The space changed meanwhile.");
    throw error;
  }
}
