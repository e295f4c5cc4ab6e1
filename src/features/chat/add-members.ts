import { and, eq, sql } from "drizzle-orm";
import { commit, GuardFailed, requireChange, type Statement } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { Problem } from "../../platform/http/problem.ts";
import { blockersAmong } from "../moderation/index.ts";
import { findUserSummaries } from "../users/index.ts";
import type { MemberRole } from "./contract.ts";
import type { ChatDeps } from "./deps.ts";
import { membersChanged } from "./events.ts";
import { type InConversation, requireGroup, requireStanding, type Standing } from "./own-place.ts";
import { conversationMembers } from "./schema.ts";
import { listAt, tellRoom } from "./tell-objects.ts";

const maxMembers = 1_000;

type Change = InConversation & { otherId: string; role: MemberRole | undefined };

/**
 * Adds a member to a group, or gives one another role. Owners and admins add; the owner alone makes admins,
 * and makes another the owner, which makes themselves an admin.
 *
 * @throws Problem `NOT_FOUND` for a stranger, and for nobody; `FORBIDDEN` for who may not; `CONFLICT` when the
 *   group is full, when owners would leave it without one, or when it changed meanwhile.
 */
export async function putMember(deps: ChatDeps, change: Change): Promise<void> {
  const standing = await requireStanding(deps, change, change.otherId);
  requireGroup(standing);
  if (standing.role === "member") throw new Problem("FORBIDDEN", "Only the owner and admins may do that.");
  try {
    if (standing.otherRole === undefined) await add(deps, change, standing);
    else await changeRole(deps, change, standing, standing.otherRole);
  } catch (error) {
    if (!(error instanceof GuardFailed)) throw error;
    // Somebody may have done the same at once: then all is as it was asked for.
    const { otherRole } = await requireStanding(deps, change, change.otherId);
    if (otherRole !== undefined && otherRole === (change.role ?? otherRole)) return;
    throw new Problem("CONFLICT", "The group changed meanwhile, or it is full.");
  }
}

async function add(
  deps: ChatDeps,
  { userId, conversationId, otherId, role = "member" }: Change,
  { role: own }: Standing,
): Promise<void> {
  if (role === "owner")
    throw new Problem("VALIDATION_FAILED", undefined, { errors: [{ path: "role", message: "must be a member's" }] });
  requireOwnerFor(role === "admin", own);
  const [people, blockers] = await Promise.all([
    findUserSummaries(deps, [otherId]),
    blockersAmong(deps.db, userId, [otherId]),
  ]);
  if (!people.has(otherId)) throw new Problem("NOT_FOUND", "There is no such user.");
  if (blockers.size > 0) throw new Problem("FORBIDDEN", "You cannot add this person.");
  const now = deps.now();
  // Guarded in the statement: whoever adds is still what they were, and the thousandth is the last.
  const values = sql`SELECT ${conversationId}, ${otherId}, ${role}, ${now}
    WHERE (SELECT count(*) FROM conversation_members WHERE conversation_id = ${conversationId}) < ${maxMembers}
      AND EXISTS (SELECT 1 FROM conversation_members WHERE conversation_id = ${conversationId} AND user_id = ${userId} AND role = ${own})`;
  await commit(deps, [
    deps.db.insert(conversationMembers).select(values).onConflictDoNothing(),
    requireChange(deps),
    recordEvent(deps, membersChanged, { conversationId, joined: [otherId], left: [] }),
  ]);
  await Promise.all([listAt(deps, { conversationId, activeAt: now }, [otherId]), tellRoom(deps, conversationId)]);
}

async function changeRole(deps: ChatDeps, change: Change, { role: own }: Standing, old: MemberRole): Promise<void> {
  const { userId, conversationId, otherId, role = old } = change;
  if (role === old) return;
  requireOwnerFor(true, own);
  if (otherId === userId) throw new Problem("CONFLICT", "Make somebody else the owner first.");
  const stepDown =
    role === "owner" ? [setRole(deps, conversationId, userId, "owner", "admin"), requireChange(deps)] : [];
  await commit(deps, [
    ...stepDown,
    setRole(deps, conversationId, otherId, old, role),
    requireChange(deps),
    ...ownerOf(deps, conversationId, role === "owner" ? otherId : userId),
    recordEvent(deps, membersChanged, { conversationId, joined: [], left: [] }),
  ]);
  await tellRoom(deps, conversationId);
}

function setRole(deps: ChatDeps, conversationId: string, userId: string, from: MemberRole, to: MemberRole): Statement {
  return deps.db
    .update(conversationMembers)
    .set({ role: to })
    .where(
      and(
        eq(conversationMembers.conversationId, conversationId),
        eq(conversationMembers.userId, userId),
        eq(conversationMembers.role, from),
      ),
    );
}

/** Fails the batch unless this user is the owner by then: a role that was lost meanwhile changes nothing any more. */
function ownerOf(deps: ChatDeps, conversationId: string, userId: string): Statement[] {
  return [setRole(deps, conversationId, userId, "owner", "owner"), requireChange(deps)];
}

function requireOwnerFor(isNeeded: boolean, own: MemberRole): void {
  if (isNeeded && own !== "owner") throw new Problem("FORBIDDEN", "Only the owner may do that.");
}
