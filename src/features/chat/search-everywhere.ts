import { decodeCursor, encodeCursor } from "../../platform/db/cursor.ts";
import type { Page } from "../../platform/http/contract.ts";
import { describeError } from "../../platform/log/logger.ts";
import type { Message } from "./contract.ts";
import { listIds } from "./conversation-list.ts";
import type { ChatDeps, ListedConversation } from "./deps.ts";
import { membershipsAmong } from "./memberships-among.ts";

/** So many rooms are asked for one page, and this long. */
const roomsAtOnce = 20;
const patienceMs = 3_000;

/** Where the next page goes on: after a conversation, and in it where there were more than a page took. */
type Place = { conversation: ListedConversation; before: number };

/** What one room has found: whether there is more is known by one too many. */
type Found = { conversation: ListedConversation; messages: Message[] };

/**
 * The messages of all of somebody's conversations that have every word of a text: the conversations in the
 * order of their last activity, some to a page, and within a page the newest first. A page may have none
 * and still a next one; a room that does not answer in time is passed over.
 */
export async function searchEverywhere(
  deps: ChatDeps,
  query: { userId: string; q: string; limit: number; cursor?: string | undefined },
): Promise<Page<Message>> {
  const { userId, limit } = query;
  const from = placeOf(query.cursor);
  const rest = await listIds(deps, userId, { before: from?.conversation, limit: roomsAtOnce + 1 });
  // The conversation in which the last page ended comes first, wherever it is in the list by now.
  const resumed = from && from.before > 0 ? [{ ...from.conversation, before: from.before }] : [];
  const asked = [...resumed, ...rest.map((one) => ({ ...one, before: undefined }))].slice(0, roomsAtOnce);
  // D1 decides: the list may be behind, and a cursor may be made up.
  const own = new Set(
    await membershipsAmong(
      deps.db,
      userId,
      asked.map(({ id }) => id),
    ),
  );
  const late = createDeadline();
  const found = await Promise.all(
    asked
      .filter(({ id }) => own.has(id))
      .map(async ({ before, ...conversation }): Promise<Found> => {
        const search = searchRoom(deps, query, { id: conversation.id, before });
        return { conversation, messages: await Promise.race([search, late.passed]) };
      }),
  );
  late.cancel();
  const { messages, next } = cut(found, limit);
  const isMore = resumed.length + rest.length > roomsAtOnce;
  const last = asked.at(-1);
  const place =
    next ?? (isMore && last ? { conversation: { id: last.id, activeAt: last.activeAt }, before: 0 } : undefined);
  return { items: messages.toSorted(byTime), nextCursor: place ? cursorOf(place) : null };
}

/** Takes whole conversations while they fit, and of the next what there is room for. */
function cut(found: Found[], limit: number): { messages: Message[]; next: Place | undefined } {
  const messages: Message[] = [];
  for (const { conversation, messages: theirs } of found) {
    const taken = theirs.slice(0, limit - messages.length);
    messages.push(...taken);
    if (taken.length < theirs.length) {
      const before = taken.at(-1)?.seq ?? Number.MAX_SAFE_INTEGER;
      return { messages, next: { conversation, before } };
    }
  }
  return { messages, next: undefined };
}

async function searchRoom(
  deps: ChatDeps,
  { userId, q, limit }: { userId: string; q: string; limit: number },
  { id, before }: { id: string; before: number | undefined },
): Promise<Message[]> {
  try {
    const outcome = await deps.roomOf(id).searchMessages(userId, { q, limit: limit + 1, before });
    return outcome.ok ? outcome.messages : [];
  } catch (error) {
    deps.log.warn("a room could not be searched", { conversationId: id, ...describeError(error) });
    return [];
  }
}

/** What a room that has not answered by then has found. */
function createDeadline(): { passed: Promise<Message[]>; cancel(): void } {
  const { promise, resolve } = Promise.withResolvers<Message[]>();
  const timer = setTimeout(() => resolve([]), patienceMs);
  return { passed: promise, cancel: () => clearTimeout(timer) };
}

function placeOf(cursor: string | undefined): Place | undefined {
  const key = decodeCursor(cursor, [0, "", 0] as [number, string, number]);
  return key && { conversation: { activeAt: key[0], id: key[1] }, before: key[2] };
}

function cursorOf({ conversation, before }: Place): string {
  return encodeCursor([conversation.activeAt, conversation.id, before]);
}

function byTime(one: Message, other: Message): number {
  return other.createdAt.localeCompare(one.createdAt) || other.seq - one.seq;
}
