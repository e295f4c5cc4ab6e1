import { decodeCursor, toPage } from "../../platform/db/cursor.ts";
import type { Page } from "../../platform/http/contract.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { Message, NewMessage } from "./contract.ts";
import type { ChatDeps } from "./deps.ts";
import type { RoomRefusal } from "./room.ts";

type InConversation = { userId: string; conversationId: string };

/** @throws Problem `NOT_FOUND` for who is no member, `VALIDATION_FAILED` for a reply to nothing. */
export async function postMessage(
  deps: ChatDeps,
  { userId, conversationId }: InConversation,
  input: NewMessage,
): Promise<{ message: Message; isNew: boolean }> {
  const outcome = await deps.roomOf(conversationId).postMessage(userId, input);
  if (!outcome.ok) throw problemOf(outcome);
  return outcome;
}

/**
 * A page of history in the order of the stream: the newest before `before`, or the oldest after `after`.
 * The cursor goes on in the same direction.
 *
 * @throws Problem `NOT_FOUND` for who is no member.
 */
export async function listMessages(
  deps: ChatDeps,
  { userId, conversationId }: InConversation,
  query: { before?: number | undefined; after?: number | undefined; limit: number; cursor?: string | undefined },
): Promise<Page<Message>> {
  const isForward = query.after !== undefined;
  const [bound] = decodeCursor(query.cursor, [0]) ?? [isForward ? query.after : query.before];
  const outcome = await deps.roomOf(conversationId).listMessages(userId, {
    limit: query.limit + 1,
    ...(bound !== undefined && (isForward ? { after: bound } : { before: bound })),
  });
  if (!outcome.ok) throw problemOf(outcome);
  // The page is cut at its far end: the last of an ascending one, the first of a descending one.
  const rows = isForward ? outcome.messages : outcome.messages.toReversed();
  const page = toPage(
    rows,
    query.limit,
    ({ seq }) => [seq],
    (message) => message,
  );
  return isForward ? page : { ...page, items: page.items.toReversed() };
}

/** @throws Problem `NOT_FOUND` for who is no member. */
export async function markRead(deps: ChatDeps, { userId, conversationId }: InConversation, seq: number): Promise<void> {
  const isMember = await deps.roomOf(conversationId).markRead(userId, seq);
  if (!isMember) throw new Problem("NOT_FOUND");
}

function problemOf({ reason }: RoomRefusal): Problem {
  if (reason === "not-member") return new Problem("NOT_FOUND");
  return new Problem("VALIDATION_FAILED", undefined, {
    errors: [{ path: "replyTo", message: "is no message of this conversation" }],
  });
}
