import { decodeCursor, toPage } from "../../platform/db/cursor.ts";
import type { Page } from "../../platform/http/contract.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { Message, NewMessage } from "./contract.ts";
import type { ChatDeps, Room } from "./deps.ts";
import type { RoomRefusal } from "./room.ts";

type InConversation = { userId: string; conversationId: string };

/** @throws Problem `NOT_FOUND` for who is no member, `VALIDATION_FAILED` for a reply to nothing. */
export async function postMessage(
  deps: ChatDeps,
  { userId, conversationId }: InConversation,
  input: NewMessage,
): Promise<{ message: Message; isNew: boolean }> {
  const outcome = await (await findRoom(deps, conversationId)).postMessage(userId, input);
  if (!outcome.ok) throw problemOf(outcome);
  return outcome;
}

/**
 * A page of history in the order of the stream: the oldest after `after`, or else the newest before `before`.
 * The cursor knows its direction and goes on in it.
 *
 * @throws Problem `NOT_FOUND` for who is no member.
 */
export async function listMessages(
  deps: ChatDeps,
  { userId, conversationId }: InConversation,
  query: { before?: number | undefined; after?: number | undefined; limit: number; cursor?: string | undefined },
): Promise<Page<Message>> {
  const { limit, before, after } = query;
  const [direction, reached] = decodeCursor(query.cursor, ["", 0] as [string, number]) ?? [];
  const isForward = direction === undefined ? after !== undefined : direction === "after";
  const outcome = await (
    await findRoom(deps, conversationId)
  ).listMessages(userId, {
    order: isForward ? "oldest" : "newest",
    before: isForward ? before : (reached ?? before),
    after: isForward ? (reached ?? after) : after,
    limit: limit + 1,
  });
  if (!outcome.ok) throw problemOf(outcome);
  // The page is cut at its far end: the last of an ascending one, the first of a descending one.
  const rows = isForward ? outcome.messages : outcome.messages.toReversed();
  const page = toPage(rows, limit, ({ seq }) => [isForward ? "after" : "before", seq]);
  return isForward ? page : { ...page, items: page.items.toReversed() };
}

/** @throws Problem `NOT_FOUND` for who is no member. */
export async function markRead(deps: ChatDeps, { userId, conversationId }: InConversation, seq: number): Promise<void> {
  const isMember = await (await findRoom(deps, conversationId)).markRead(userId, seq);
  if (!isMember) throw new Problem("NOT_FOUND");
}

/** @throws Problem `NOT_FOUND` when there is no such conversation. */
export async function findRoom(deps: ChatDeps, conversationId: string): Promise<Room> {
  await deps.knownConversations.require(deps, conversationId);
  return deps.roomOf(conversationId);
}

function problemOf({ reason }: RoomRefusal): Problem {
  if (reason === "not-member") return new Problem("NOT_FOUND");
  return new Problem("VALIDATION_FAILED", undefined, {
    errors: [{ path: "replyTo", message: "is no message of this conversation" }],
  });
}
