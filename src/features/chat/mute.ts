import { Problem } from "../../platform/http/problem.ts";
import type { ChatDeps } from "./deps.ts";
import { type InConversation, requireStanding } from "./own-place.ts";

/** The last moment that the wire's dates can tell. */
const forGood = Date.parse("9999-12-31T23:59:59.999Z");

/**
 * Lets nothing of a conversation be notified to a user until then, or for good.
 *
 * @throws Problem `NOT_FOUND` for who is no member, `VALIDATION_FAILED` for a time that is past.
 */
export async function muteConversation(
  deps: ChatDeps,
  where: InConversation,
  until: string | undefined,
): Promise<void> {
  const { userId, conversationId } = where;
  await requireStanding(deps, where);
  const at = until === undefined ? forGood : Date.parse(until);
  if (at <= deps.now())
    throw new Problem("VALIDATION_FAILED", undefined, {
      errors: [{ path: "until", message: "must be in the future" }],
    });
  await deps.conversationHubOf(userId).setMuted(conversationId, at);
}

/** @throws Problem `NOT_FOUND` for who is no member. */
export async function unmuteConversation(deps: ChatDeps, where: InConversation): Promise<void> {
  await requireStanding(deps, where);
  await deps.conversationHubOf(where.userId).setMuted(where.conversationId, null);
}
