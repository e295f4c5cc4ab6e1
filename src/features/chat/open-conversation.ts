import { eq, sql } from "drizzle-orm";
import { commit } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { Problem } from "../../platform/http/problem.ts";
import { newId } from "../../platform/ids/typeid.ts";
import { blockersAmong, blocksAmong } from "../moderation/index.ts";
import { findUserSummaries } from "../users/index.ts";
import type { Conversation, NewConversation } from "./contract.ts";
import { readConversation } from "./conversation-rows.ts";
import type { ChatDeps } from "./deps.ts";
import { conversationOpened } from "./events.ts";
import { problemOf, refusal } from "./refusals.ts";
import { conversationMembers, conversations } from "./schema.ts";
import { listAt, tellRoom } from "./tell-objects.ts";

type Opened = { conversation: Conversation; isNew: boolean };
type NewGroup = Extract<NewConversation, { type: "group" }>;

/** Opens a conversation of any kind; only a direct one may be there already. Problems as of each kind. */
export async function openConversation(deps: ChatDeps, userId: string, input: NewConversation): Promise<Opened> {
  switch (input.type) {
    case "direct":
      return openDirect(deps, { userId, otherId: input.userId });
    case "group":
      return { conversation: await openGroup(deps, userId, input), isNew: true };
    case "companion":
      return { conversation: await openWithCompanion(deps, userId, input.companion), isNew: true };
  }
}

/**
 * Opens the one direct conversation of two users.
 *
 * @throws Problem `NOT_FOUND` when there is no such user, `VALIDATION_FAILED` for oneself, `FORBIDDEN` for a new
 *   one where either has blocked the other.
 */
async function openDirect(deps: ChatDeps, input: { userId: string; otherId: string }): Promise<Opened> {
  const { userId, otherId } = input;
  if (userId === otherId) throw invalid("userId", "must be somebody else");
  const pairKey = pairKeyOf(userId, otherId);
  const known = await findDirect(deps, pairKey);
  if (known !== undefined)
    return { conversation: await readConversation(deps, { userId, conversationId: known }), isNew: false };
  const [people, blocks] = await Promise.all([
    findUserSummaries(deps, [otherId]),
    blocksAmong(deps.db, [userId, otherId]),
  ]);
  if (!people.has(otherId)) throw new Problem("NOT_FOUND", "There is no such user.");
  if (blocks.length > 0) throw problemOf(refusal("silenced"));
  const id = newId("conv");
  const now = deps.now();
  const ours = sql`(SELECT id FROM conversations WHERE pair_key = ${pairKey})`;
  // Of two who open it at once, the first insert wins; the members are those of whichever row there is.
  await commit(deps, [
    deps.db
      .insert(conversations)
      .values({ id, type: "direct", pairKey, createdBy: userId, createdAt: now })
      .onConflictDoNothing(),
    deps.db
      .insert(conversationMembers)
      .values(
        [userId, otherId].map((member) => ({
          conversationId: ours,
          userId: member,
          role: "member" as const,
          joinedAt: now,
        })),
      )
      .onConflictDoNothing(),
    recordEvent(deps, conversationOpened, { conversationId: id }),
  ]);
  const conversationId = await findDirect(deps, pairKey);
  if (conversationId === undefined) throw new Error("a conversation that was just written is not there");
  await listAt(deps, { conversationId, activeAt: now }, [userId, otherId]);
  return { conversation: await readConversation(deps, { userId, conversationId }), isNew: conversationId === id };
}

/** The two users of a direct conversation, whoever opened it. */
export function pairKeyOf(one: string, other: string): string {
  return [one, other].toSorted().join(":");
}

/** The id of a pair's conversation, if they have one. */
export async function findDirect(deps: Pick<ChatDeps, "db">, pairKey: string): Promise<string | undefined> {
  const row = await deps.db
    .select({ id: conversations.id })
    .from(conversations)
    .where(eq(conversations.pairKey, pairKey))
    .get();
  return row?.id;
}

/**
 * Opens a group, with its creator as the owner. Each call makes a new one.
 *
 * @throws Problem `VALIDATION_FAILED` where an id is no user's, `FORBIDDEN` where somebody has blocked the creator.
 */
async function openGroup(deps: ChatDeps, userId: string, { title, memberIds }: NewGroup): Promise<Conversation> {
  const others = [...new Set(memberIds)].filter((id) => id !== userId);
  const [people, blockers] = await Promise.all([
    findUserSummaries(deps, others),
    blockersAmong(deps.db, userId, others),
  ]);
  const unknown = memberIds.findIndex((id) => id !== userId && !people.has(id));
  if (unknown >= 0) throw invalid(`memberIds.${unknown}`, "is no user");
  if (blockers.size > 0) throw new Problem("FORBIDDEN", "You cannot add one of these people.");
  return create(deps, { userId, others, values: { type: "group", title } });
}

/** @throws Problem `VALIDATION_FAILED` when there is no such companion. */
async function openWithCompanion(deps: ChatDeps, userId: string, name: string): Promise<Conversation> {
  const companion = deps.companions.find(name);
  if (!companion) throw invalid("companion", "is no companion");
  return create(deps, { userId, others: [], values: { type: "companion", companion: name } });
}

type Creation = {
  userId: string;
  others: string[];
  values: Pick<typeof conversations.$inferInsert, "type" | "title" | "companion">;
};

async function create(deps: ChatDeps, { userId, others, values }: Creation): Promise<Conversation> {
  const conversationId = newId("conv");
  const now = deps.now();
  // As one parameter, however many they are.
  const rest = sql`SELECT ${conversationId}, value, 'member', ${now} FROM json_each(${JSON.stringify(others)})`;
  await commit(deps, [
    deps.db.insert(conversations).values({ id: conversationId, ...values, createdBy: userId, createdAt: now }),
    deps.db.insert(conversationMembers).values({ conversationId, userId, role: "owner", joinedAt: now }),
    deps.db.insert(conversationMembers).select(rest),
    recordEvent(deps, conversationOpened, { conversationId }),
  ]);
  await Promise.all([
    listAt(deps, { conversationId, activeAt: now }, [userId, ...others]),
    tellRoom(deps, conversationId),
  ]);
  return readConversation(deps, { userId, conversationId });
}

function invalid(path: string, message: string): Problem {
  return new Problem("VALIDATION_FAILED", undefined, { errors: [{ path, message }] });
}
