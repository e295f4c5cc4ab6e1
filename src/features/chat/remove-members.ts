import { and, asc, eq, ne, sql } from "drizzle-orm";
import { commit, GuardFailed, requireChange, type Statement } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { MemberRole } from "./contract.ts";
import { removeConversation } from "./delete-conversation.ts";
import type { ChatDeps } from "./deps.ts";
import { membersChanged } from "./events.ts";
import { type InConversation, requireGroup, requireStanding } from "./own-place.ts";
import { conversationMembers } from "./schema.ts";
import { forgetAt, tellRoom } from "./tell-objects.ts";

const maxAttempts = 5;

type Removal = InConversation & { otherId: string };

/**
 * Removes a member of a group: the owner anyone, admins members, and anyone themselves. An owner who leaves
 * hands over to the oldest admin, or else the oldest member; with the last member the group goes.
 *
 * @throws Problem `NOT_FOUND` for a stranger, and for who is no member; `FORBIDDEN` for who may not; `CONFLICT`
 *   when the group changed meanwhile.
 */
export async function removeMember(deps: ChatDeps, removal: Removal): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptRemoval(deps, removal);
    } catch (error) {
      if (!(error instanceof GuardFailed)) throw error;
      // Members who leave at the same time get in each other's way for a moment.
      if (attempt === maxAttempts) throw new Problem("CONFLICT", "The group changed meanwhile.");
    }
  }
}

async function attemptRemoval(deps: ChatDeps, removal: Removal): Promise<void> {
  const { userId, conversationId, otherId } = removal;
  const standing = await requireStanding(deps, removal, otherId);
  requireGroup(standing);
  const { role, otherRole } = standing;
  const isOwn = otherId === userId;
  if (!isOwn && role === "member") throw new Problem("FORBIDDEN", "Only the owner and admins may do that.");
  if (otherRole === undefined) throw new Problem("NOT_FOUND", "There is no such member.");
  if (!isOwn && !mayRemove(role, otherRole)) throw new Problem("FORBIDDEN", "You may not remove this member.");
  const heir = await findHeir(deps, conversationId, otherId);
  if (heir === undefined) return removeConversation(deps, conversationId, { lastMember: otherId });
  await remove(deps, removal, { role, otherRole, heir });
  // The room first: what it was about to tell the hub comes before the hub forgets.
  await tellRoom(deps, conversationId, [otherId]);
  await forgetAt(deps, conversationId, [otherId]);
}

function mayRemove(own: MemberRole, other: MemberRole): boolean {
  return own === "owner" || (own === "admin" && other === "member");
}

type Expected = { role: MemberRole; otherRole: MemberRole; heir: string };

/** Guarded in the statements: all three are still what they were. @throws GuardFailed when they are not. */
async function remove(deps: ChatDeps, removal: Removal, { role, otherRole, heir }: Expected): Promise<void> {
  const { userId, conversationId, otherId } = removal;
  const place = and(eq(conversationMembers.conversationId, conversationId), eq(conversationMembers.userId, otherId));
  const mayStill = sql`EXISTS (SELECT 1 FROM conversation_members
    WHERE conversation_id = ${conversationId} AND user_id = ${userId} AND role = ${role})`;
  const handOver = otherRole === "owner" ? [crown(deps, conversationId, heir), requireChange(deps)] : [];
  await commit(deps, [
    deps.db.delete(conversationMembers).where(and(place, eq(conversationMembers.role, otherRole), mayStill)),
    requireChange(deps),
    ...handOver,
    recordEvent(deps, membersChanged, { conversationId, joined: [], left: [otherId] }),
  ]);
}

/** Who comes after a member: the oldest admin, or else the oldest member. */
async function findHeir(deps: ChatDeps, conversationId: string, leaver: string): Promise<string | undefined> {
  const row = await deps.db
    .select({ userId: conversationMembers.userId })
    .from(conversationMembers)
    .where(and(eq(conversationMembers.conversationId, conversationId), ne(conversationMembers.userId, leaver)))
    .orderBy(
      sql`${conversationMembers.role} = 'member'`,
      asc(conversationMembers.joinedAt),
      asc(conversationMembers.userId),
    )
    .limit(1)
    .get();
  return row?.userId;
}

function crown(deps: ChatDeps, conversationId: string, userId: string): Statement {
  return deps.db
    .update(conversationMembers)
    .set({ role: "owner" })
    .where(and(eq(conversationMembers.conversationId, conversationId), eq(conversationMembers.userId, userId)));
}
