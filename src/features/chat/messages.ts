import { decodeCursor, toPage } from "../../platform/db/cursor.ts";
import type { Page } from "../../platform/http/contract.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { MessageChange } from "./changing.ts";
import type { Message, MessageEdit, NewMessage } from "./contract.ts";
import type { ChatDeps, Room } from "./deps.ts";
import { problemOf } from "./refusals.ts";

type InConversation = { userId: string; conversationId: string };

/**
 * Sends a message as somebody.
 *
 * @throws Problem `NOT_FOUND` for who is no member, `VALIDATION_FAILED` for a reply to nothing or a file of others.
 */
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

/**
 * Edits or deletes a message, or reacts to it. What changes nothing is done already.
 *
 * @returns the message as it is then.
 * @throws Problem `NOT_FOUND` for who is no member and for no message, `FORBIDDEN` for one of somebody else,
 * `CONFLICT` for one that was deleted, or has twenty different reactions.
 */
export async function changeMessage(
  deps: ChatDeps,
  { userId, conversationId }: InConversation,
  change: MessageChange,
): Promise<Message> {
  const outcome = await (await findRoom(deps, conversationId)).changeMessage(userId, change);
  if (!outcome.ok) throw problemOf(outcome);
  return outcome.message;
}

/**
 * What a message said until it was edited, oldest first; the last fifty wordings are kept.
 *
 * @throws Problem `NOT_FOUND` for who is no member, and for no message.
 */
export async function listEdits(
  deps: ChatDeps,
  { userId, conversationId }: InConversation,
  query: { messageId: string; limit: number; cursor?: string | undefined },
): Promise<Page<MessageEdit>> {
  const { messageId, limit, cursor } = query;
  const [after = 0] = decodeCursor(cursor, [0] as [number]) ?? [];
  const room = await findRoom(deps, conversationId);
  const outcome = await room.listEdits(userId, messageId, { after, limit: limit + 1 });
  if (!outcome.ok) throw problemOf(outcome);
  const page = toPage(outcome.edits, limit, ({ seq }) => [seq]);
  return { ...page, items: page.items.map(({ content, replacedAt }) => ({ content, replacedAt })) };
}

/**
 * The messages of a conversation that have every word of a text, newest first.
 *
 * @throws Problem `NOT_FOUND` for who is no member.
 */
export async function searchConversation(
  deps: ChatDeps,
  { userId, conversationId }: InConversation,
  query: { q: string; limit: number; cursor?: string | undefined },
): Promise<Page<Message>> {
  const { q, limit, cursor } = query;
  const [before] = decodeCursor(cursor, [0] as [number]) ?? [];
  const room = await findRoom(deps, conversationId);
  const outcome = await room.searchMessages(userId, { q, limit: limit + 1, before });
  if (!outcome.ok) throw problemOf(outcome);
  return toPage(outcome.messages, limit, ({ seq }) => [seq]);
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
