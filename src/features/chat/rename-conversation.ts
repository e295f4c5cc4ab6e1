import { sql } from "drizzle-orm";
import { commit, GuardFailed, requireChange } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { Conversation, ConversationChange } from "./contract.ts";
import { readConversation } from "./conversation-rows.ts";
import type { ChatDeps } from "./deps.ts";
import { conversationChanged } from "./events.ts";
import { type InConversation, requireStanding } from "./own-place.ts";
import { conversations } from "./schema.ts";
import { tellRoom } from "./tell-objects.ts";

/**
 * Gives a conversation another title: a group, by its owner and admins, or the owner's own with a companion.
 *
 * @throws Problem `NOT_FOUND` for a stranger, `FORBIDDEN` for who may not, and for a direct conversation.
 */
export async function changeConversation(
  deps: ChatDeps,
  where: InConversation,
  { title }: ConversationChange,
): Promise<Conversation> {
  const { userId, conversationId } = where;
  const { type, role } = await requireStanding(deps, where);
  if (type === "direct") throw new Problem("FORBIDDEN", "A direct conversation has no title.");
  if (role === "member") throw new Problem("FORBIDDEN", "Only the owner and admins may do that.");
  const isAllowed = sql`EXISTS (SELECT 1 FROM conversation_members
    WHERE conversation_id = ${conversationId} AND user_id = ${userId} AND role <> 'member')`;
  try {
    await commit(deps, [
      deps.db
        .update(conversations)
        .set({ title })
        .where(sql`${conversations.id} = ${conversationId} AND ${isAllowed}`),
      requireChange(deps),
      recordEvent(deps, conversationChanged, { conversationId }),
    ]);
  } catch (error) {
    if (error instanceof GuardFailed) throw new Problem("CONFLICT", "The group changed meanwhile.");
    throw error;
  }
  await tellRoom(deps, conversationId);
  return readConversation(deps, where);
}
