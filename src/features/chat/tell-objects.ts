import { describeError } from "../../platform/log/logger.ts";
import type { ChatDeps } from "./deps.ts";

/** So many objects hear at once, and so many before the answer; the reactions to the events tell all. */
const objectsAtOnce = 20;

/** Longer nobody waits for an object that does not answer. */
const patienceMs = 2_000;

type Listed = { conversationId: string; activeAt: number };

/**
 * Has the first hubs list a conversation before the answer, so that the next read has it. It only hurries:
 * what fails here the reaction to the event does.
 */
export async function listAt(deps: ChatDeps, listed: Listed, userIds: string[]): Promise<void> {
  await hurry(deps, () => listAtAll(deps, listed, userIds.slice(0, objectsAtOnce)));
}

/** Has the room look at its members before the answer; as {@link listAt}, it only hurries. */
export async function tellRoom(deps: ChatDeps, conversationId: string, gone: string[] = []): Promise<void> {
  await hurry(deps, () => deps.roomOf(conversationId).rosterChanged(gone));
}

/** Has the room of a deleted conversation let everybody go; as {@link listAt}, it only hurries. */
export async function closeRoom(deps: ChatDeps, conversationId: string): Promise<void> {
  await hurry(deps, () => deps.roomOf(conversationId).conversationDeleted());
}

/** Has the first hubs forget a conversation; as {@link listAt}, it only hurries. */
export async function forgetAt(deps: ChatDeps, conversationId: string, userIds: string[]): Promise<void> {
  await hurry(deps, () => forgetAtAll(deps, conversationId, userIds.slice(0, objectsAtOnce)));
}

export function listAtAll(deps: ChatDeps, { conversationId, activeAt }: Listed, userIds: string[]): Promise<void> {
  return inTurns(userIds, (userId) => deps.conversationHubOf(userId).addConversation(conversationId, activeAt));
}

export function forgetAtAll(deps: ChatDeps, conversationId: string, userIds: string[]): Promise<void> {
  return inTurns(userIds, (userId) => deps.conversationHubOf(userId).forgetConversation(conversationId));
}

/** So many at once. */
export async function inTurns<T>(all: T[], tell: (one: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < all.length; from += objectsAtOnce) {
    await Promise.all(all.slice(from, from + objectsAtOnce).map(tell));
  }
}

async function hurry(deps: ChatDeps, tell: () => Promise<void>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, patienceMs);
  const told = tell().catch((error: unknown) =>
    deps.log.warn("an object could not be told; the reaction to the event does it", describeError(error)),
  );
  await Promise.race([told, late]);
  clearTimeout(timer);
}
