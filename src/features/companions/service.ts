import { decodeCursor, toPage } from "../../platform/db/cursor.ts";
import type { Page } from "../../platform/http/contract.ts";
import type { OpenQuestion } from "../chat/contract.ts";
import { findRoom, problemOf } from "../chat/index.ts";
import type { Companion } from "./contract.ts";
import type { CompanionsDeps } from "./deps.ts";

type InConversation = { userId: string; conversationId: string };

/** The companions that are configured; twenty at most. */
export function listCompanions(deps: CompanionsDeps): Companion[] {
  return [...deps.thinkers.values()].map(({ settings: { name, displayName, description } }) => ({
    name,
    displayName,
    description,
  }));
}

/**
 * What the companion of a conversation has not answered: it waits, is being answered, or has failed.
 *
 * @throws Problem `NOT_FOUND` for who is no member.
 */
export async function listQuestions(
  deps: CompanionsDeps,
  { userId, conversationId }: InConversation,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<OpenQuestion>> {
  const [after = 0] = decodeCursor(cursor, [0] as [number]) ?? [];
  const outcome = await (await findRoom(deps, conversationId)).listQuestions(userId, after, limit + 1);
  if (!outcome.ok) throw problemOf(outcome);
  const page = toPage(outcome.questions, limit, ({ seq }) => [seq]);
  return { items: page.items.map(({ question }) => question), nextCursor: page.nextCursor };
}

/**
 * Puts a message to the companion once more after it failed to answer it.
 *
 * @throws Problem `NOT_FOUND` for who is no member and for no message of the conversation, `CONFLICT` where the
 *   message has its answer, or asks for none.
 */
export async function askAgain(
  deps: CompanionsDeps,
  { userId, conversationId }: InConversation,
  messageId: string,
): Promise<OpenQuestion> {
  const outcome = await (await findRoom(deps, conversationId)).retryAnswer(userId, messageId);
  if (!outcome.ok) throw problemOf(outcome);
  return outcome.question;
}
