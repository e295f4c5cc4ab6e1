import { eq, sql } from "drizzle-orm";
import { commit, GuardFailed, requireChange } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { ChatDeps } from "./deps.ts";
import { conversationDeleted } from "./events.ts";
import { type InConversation, requireStanding } from "./own-place.ts";
import { conversationMembers, conversations } from "./schema.ts";
import { closeRoom, forgetAt } from "./tell-objects.ts";

/**
 * Deletes a conversation with all that was said in it, for everybody at once.
 *
 * @throws Problem `NOT_FOUND` for a stranger, `FORBIDDEN` for who does not own it: nobody owns a direct one.
 */
export async function deleteConversation(deps: ChatDeps, where: InConversation): Promise<void> {
  const { userId, conversationId } = where;
  const { type, role } = await requireStanding(deps, where);
  if (type === "direct")
    throw new Problem("FORBIDDEN", "A direct conversation is both people's: block the other instead.");
  if (role !== "owner") throw new Problem("FORBIDDEN", "Only the owner may delete it.");
  try {
    await removeConversation(deps, conversationId, { owner: userId });
  } catch (error) {
    if (error instanceof GuardFailed) throw new Problem("CONFLICT", "The group changed meanwhile.");
    throw error;
  }
}

/**
 * Takes the rows away, guarded: while this user is the owner, or the last member. Room and hubs follow.
 *
 * @throws GuardFailed when they are not.
 */
export async function removeConversation(
  deps: ChatDeps,
  conversationId: string,
  holder: { owner: string } | { lastMember: string },
): Promise<void> {
  const members = await deps.db
    .select({ userId: conversationMembers.userId })
    .from(conversationMembers)
    .where(eq(conversationMembers.conversationId, conversationId));
  const memberIds = members.map(({ userId }) => userId);
  const isHolding =
    "owner" in holder
      ? sql`EXISTS (SELECT 1 FROM conversation_members WHERE conversation_id = ${conversationId} AND user_id = ${holder.owner} AND role = 'owner')`
      : sql`NOT EXISTS (SELECT 1 FROM conversation_members WHERE conversation_id = ${conversationId} AND user_id <> ${holder.lastMember})`;
  await commit(deps, [
    // Members and activity go with it, by their foreign keys.
    deps.db.delete(conversations).where(sql`${conversations.id} = ${conversationId} AND ${isHolding}`),
    requireChange(deps),
    recordEvent(deps, conversationDeleted, { conversationId, memberIds }),
  ]);
  deps.knownConversations.forget(conversationId);
  await closeRoom(deps, conversationId);
  await forgetAt(deps, conversationId, memberIds);
}
