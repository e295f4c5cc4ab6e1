import { and, eq, inArray, sql } from "drizzle-orm";
import { reactTo } from "../../platform/events/reaction.ts";
import { releaseAudience } from "../attachments/index.ts";
import { userBlocked, userUnblocked } from "../moderation/index.ts";
import type { ChatDeps } from "./deps.ts";
import { conversationChanged, conversationDeleted, conversationOpened, membersChanged } from "./events.ts";
import { findDirect, pairKeyOf } from "./open-conversation.ts";
import { conversationMembers, conversations } from "./schema.ts";
import { forgetAtAll, inTurns, listAtAll } from "./tell-objects.ts";

/** So many groups of two people learn of a block at once; the others when somebody next comes in. */
const maxShared = 500;

/** What the service did in a hurry is done again here, and what a crash kept from being done is done at all. */
const followOpening = reactTo(conversationOpened, "chat.follow-opening", async (deps: ChatDeps, { conversationId }) => {
  const members = await findMembers(deps, conversationId);
  const [first] = members;
  // Of two who opened a direct conversation at once, one opened nothing.
  if (!first) return [];
  const { activeAt, type } = first;
  await listAtAll(
    deps,
    { conversationId, activeAt },
    members.map(({ userId }) => userId),
  );
  // The room of a direct conversation begins with its first visitor: nothing has changed before.
  if (type !== "direct") await deps.roomOf(conversationId).rosterChanged();
  return [];
});

const followMembers = reactTo(
  membersChanged,
  "chat.follow-members",
  async (deps: ChatDeps, { conversationId, joined, left }, { occurredAt }) => {
    await refreshRoom(deps, conversationId);
    // Who left may be back by now, and who joined gone: D1 decides.
    const members = await findMembers(deps, conversationId, [...joined, ...left]);
    const present = new Set(members.map(({ userId }) => userId));
    await listAtAll(
      deps,
      { conversationId, activeAt: occurredAt },
      joined.filter((id) => present.has(id)),
    );
    await forgetAtAll(
      deps,
      conversationId,
      left.filter((id) => !present.has(id)),
    );
    return [];
  },
);

const followChange = reactTo(conversationChanged, "chat.follow-change", async (deps: ChatDeps, { conversationId }) => {
  await refreshRoom(deps, conversationId);
  return [];
});

/** The sockets go first and what is stored last, once nobody is left who would ask for it. */
const followDeletion = reactTo(
  conversationDeleted,
  "chat.follow-deletion",
  async (deps: ChatDeps, { conversationId, memberIds }) => {
    const room = deps.roomOf(conversationId);
    await room.conversationDeleted();
    await forgetAtAll(deps, conversationId, memberIds);
    await room.erase();
    return releaseAudience(deps, conversationId);
  },
);

/** Between two who have blocked each other nothing is sent, and in groups the blocker is not told: rooms learn of it. */
const followBlock = reactTo(userBlocked, "chat.follow-block", refreshPair);
const followUnblock = reactTo(userUnblocked, "chat.follow-unblock", refreshPair);

async function refreshPair(deps: ChatDeps, pair: { blockerId: string; blockedId: string }): Promise<[]> {
  const theirs = deps.db
    .select({ id: conversationMembers.conversationId })
    .from(conversationMembers)
    .where(eq(conversationMembers.userId, pair.blockedId));
  const shared = await deps.db
    .select({ id: conversationMembers.conversationId })
    .from(conversationMembers)
    .where(and(eq(conversationMembers.userId, pair.blockerId), inArray(conversationMembers.conversationId, theirs)))
    .limit(maxShared);
  // Their own conversation in any case, and first: the block matters most there.
  const direct = await findDirect(deps, pairKeyOf(pair.blockerId, pair.blockedId));
  const ids = new Set([direct, ...shared.map(({ id }) => id)].filter((id) => id !== undefined));
  await inTurns([...ids], (id) => deps.roomOf(id).rosterChanged());
  return [];
}

/** A room that is asked after its conversation was deleted would be there again. */
async function refreshRoom(deps: ChatDeps, conversationId: string): Promise<void> {
  const row = await deps.db
    .select({ id: conversations.id })
    .from(conversations)
    .where(eq(conversations.id, conversationId))
    .get();
  if (row) await deps.roomOf(conversationId).rosterChanged();
}

/** The members of a conversation, or those of them who are among these. */
async function findMembers(deps: ChatDeps, conversationId: string, among?: string[]) {
  return deps.db
    .select({ userId: conversationMembers.userId, activeAt: conversations.createdAt, type: conversations.type })
    .from(conversationMembers)
    .innerJoin(conversations, eq(conversations.id, conversationMembers.conversationId))
    .where(
      and(
        eq(conversationMembers.conversationId, conversationId),
        among && inArray(conversationMembers.userId, sql`(SELECT value FROM json_each(${JSON.stringify(among)}))`),
      ),
    );
}

export const chatReactions = [followOpening, followMembers, followChange, followDeletion, followBlock, followUnblock];
