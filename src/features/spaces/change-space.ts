import { and, eq, exists, inArray, sql } from "drizzle-orm";
import { commit, GuardFailed, requireChange } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { Problem } from "../../platform/http/problem.ts";
import { closeTopic } from "../activity/index.ts";
import type { Space, SpaceChanges } from "./contract.ts";
import type { SpacesDeps } from "./deps.ts";
import { spaceClosed, spaceDeleted } from "./events.ts";
import { renderSpace } from "./space-rows.ts";
import { spaceInvitations, spaceMembers, spaces } from "./schema.ts";
import { requireManager, requireVisible, type Where } from "./standing.ts";
import { topicOfSpace } from "./topic.ts";

/**
 * Changes what a space is called, or who may see it.
 *
 * @throws Problem `NOT_FOUND` for who may not see it, `FORBIDDEN` for who does not manage it, `CONFLICT` where
 *   somebody else has changed it, or who manages it, meanwhile, `RATE_LIMITED` for who opens and closes too often.
 */
export async function updateSpace(deps: SpacesDeps, where: Where, changes: SpaceChanges): Promise<Space> {
  const before = await requireManager(deps, where);
  const { visibility } = before.space;
  if (changes.visibility !== undefined && changes.visibility !== visibility) await takeTurn(deps, where.userId);
  const closes = changes.visibility === "private" && visibility === "public";
  // Whether it closes was decided by what was read: who has opened or closed it meanwhile makes that wrong.
  const isAsRead = changes.visibility === undefined ? undefined : eq(spaces.visibility, visibility);
  // Absent is not `undefined` to the wire, and drizzle leaves out what is undefined.
  const set = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const manages = deps.db
    .select({ one: sql`1` })
    .from(spaceMembers)
    .where(
      and(
        eq(spaceMembers.spaceId, where.spaceId),
        eq(spaceMembers.userId, where.userId),
        inArray(spaceMembers.role, ["owner", "admin"]),
      ),
    );
  try {
    await commit(deps, [
      deps.db
        .update(spaces)
        .set({ ...set, updatedAt: deps.now() })
        .where(and(eq(spaces.id, where.spaceId), isAsRead, exists(manages))),
      requireChange(deps),
      ...(closes ? [recordEvent(deps, spaceClosed, { spaceId: where.spaceId })] : []),
    ]);
  } catch (error) {
    if (error instanceof GuardFailed) throw new Problem("CONFLICT", "The space changed meanwhile.");
    throw error;
  }
  const { space, role } = await requireVisible(deps, where);
  return renderSpace(space, role);
}

async function takeTurn(deps: SpacesDeps, userId: string): Promise<void> {
  const { ok, resetSeconds } = await deps
    .limiterOf(userId)
    .take("SPACE_VISIBILITY", deps.config.LIMIT_SPACE_VISIBILITY);
  if (ok) return;
  const headers = { "retry-after": String(resetSeconds) };
  throw new Problem("RATE_LIMITED", `Try again in ${resetSeconds} s.`, { headers });
}

/**
 * Deletes a space, and ends its invitations; what was posted in it goes with the event.
 *
 * @param mayModerate whether who does it is a moderator, who may delete every space.
 * @throws Problem `NOT_FOUND` for who may not see it, `FORBIDDEN` for who does not own it.
 */
export async function deleteSpace(deps: SpacesDeps, { spaceId, userId }: Where, mayModerate: boolean): Promise<void> {
  const isOwners = mayModerate ? undefined : eq(spaces.ownerId, userId);
  try {
    await commit(deps, [
      deps.db.delete(spaces).where(and(eq(spaces.id, spaceId), isOwners)),
      requireChange(deps),
      deps.db
        .update(spaceInvitations)
        .set({ status: "revoked", decidedAt: deps.now() })
        .where(and(eq(spaceInvitations.spaceId, spaceId), eq(spaceInvitations.status, "open"))),
      closeTopic(deps, topicOfSpace(spaceId)),
      recordEvent(deps, spaceDeleted, { spaceId }),
    ]);
  } catch (error) {
    if (!(error instanceof GuardFailed)) throw error;
    await requireVisible(deps, { spaceId, userId });
    throw new Problem("FORBIDDEN", "Only the owner of a space may delete it.");
  }
}
