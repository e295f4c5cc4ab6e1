import { and, asc, desc, eq, inArray, lt, or, sql } from "drizzle-orm";
import { commit } from "../../platform/db/database.ts";
import { decodeCursor, toPage } from "../../platform/db/cursor.ts";
import type { Page } from "../../platform/http/contract.ts";
import { Problem } from "../../platform/http/problem.ts";
import { newId } from "../../platform/ids/typeid.ts";
import { findUserSummaries } from "../users/index.ts";
import type { Conversation, Member } from "./contract.ts";
import type { ChatDeps } from "./deps.ts";
import { conversationActivity, conversationMembers, conversations } from "./schema.ts";

type Row = {
  conversation: typeof conversations.$inferSelect;
  activity: typeof conversationActivity.$inferSelect | null;
};

/**
 * Opens the one direct conversation of two users.
 *
 * @throws Problem `NOT_FOUND` when there is no such user, `VALIDATION_FAILED` for oneself.
 */
export async function openDirect(
  deps: ChatDeps,
  input: { userId: string; otherId: string },
): Promise<{ conversation: Conversation; isNew: boolean }> {
  const { userId, otherId } = input;
  if (userId === otherId) {
    throw new Problem("VALIDATION_FAILED", undefined, {
      errors: [{ path: "userId", message: "must be somebody else" }],
    });
  }
  const people = await findUserSummaries(deps, [otherId]);
  if (!people.has(otherId)) throw new Problem("NOT_FOUND", "There is no such user.");
  const id = newId("conv");
  const pairKey = [userId, otherId].toSorted().join(":");
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
  ]);
  const row = await deps.db
    .select({ id: conversations.id })
    .from(conversations)
    .where(eq(conversations.pairKey, pairKey))
    .get();
  if (!row) throw new Error("a conversation that was just written is not there");
  return { conversation: await readConversation(deps, { userId, conversationId: row.id }), isNew: row.id === id };
}

/** @throws Problem `NOT_FOUND` also for one that the user is no member of. */
export async function readConversation(
  deps: ChatDeps,
  { userId, conversationId }: { userId: string; conversationId: string },
): Promise<Conversation> {
  const [row] = await memberRows(deps).where(
    and(eq(conversationMembers.userId, userId), eq(conversations.id, conversationId)),
  );
  const [conversation] = row ? await render(deps, userId, [row]) : [];
  if (!conversation) throw new Problem("NOT_FOUND");
  return conversation;
}

/** A user's conversations, newest activity first. */
export async function listConversations(
  deps: ChatDeps,
  query: { userId: string; limit: number; cursor?: string | undefined },
): Promise<Page<Conversation>> {
  const [activeAt = 0, id = ""] = decodeCursor(query.cursor, [0, ""] as [number, string]) ?? [];
  const rows = await memberRows(deps)
    .where(
      and(
        eq(conversationMembers.userId, query.userId),
        query.cursor === undefined
          ? undefined
          : or(lt(lastActive, activeAt), and(eq(lastActive, activeAt), lt(conversations.id, id))),
      ),
    )
    .orderBy(desc(lastActive), desc(conversations.id))
    .limit(query.limit + 1);
  const page = toPage(rows, query.limit, (row) => [lastActiveOf(row), row.conversation.id]);
  return { items: await render(deps, query.userId, page.items), nextCursor: page.nextCursor };
}

const lastActive = sql<number>`coalesce(${conversationActivity.lastActivityAt}, ${conversations.createdAt})`;
const lastActiveOf = ({ activity, conversation }: Row) => activity?.lastActivityAt ?? conversation.createdAt;

function memberRows(deps: ChatDeps) {
  return deps.db
    .select({ conversation: conversations, activity: conversationActivity })
    .from(conversationMembers)
    .innerJoin(conversations, eq(conversations.id, conversationMembers.conversationId))
    .leftJoin(conversationActivity, eq(conversationActivity.conversationId, conversations.id))
    .$dynamic();
}

async function render(deps: ChatDeps, userId: string, rows: Row[]): Promise<Conversation[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ conversation }) => conversation.id);
  const [members, unread] = await Promise.all([
    readMembers(deps, ids),
    deps.conversationHubOf(userId).unreadCounts(ids),
  ]);
  return rows.map((row) => ({
    id: row.conversation.id,
    type: row.conversation.type,
    title: row.conversation.title,
    members: members.get(row.conversation.id) ?? [],
    lastMessage: row.activity?.lastMessage ?? null,
    unreadCount: unread[row.conversation.id] ?? 0,
    createdAt: new Date(row.conversation.createdAt).toISOString(),
    updatedAt: new Date(lastActiveOf(row)).toISOString(),
  }));
}

async function readMembers(deps: ChatDeps, conversationIds: string[]): Promise<Map<string, Member[]>> {
  const rows = await deps.db
    .select()
    .from(conversationMembers)
    .where(inArray(conversationMembers.conversationId, conversationIds.slice(0, 100)))
    .orderBy(asc(conversationMembers.joinedAt), asc(conversationMembers.userId));
  const people = await findUserSummaries(deps, [...new Set(rows.map(({ userId }) => userId))]);
  const members = new Map<string, Member[]>();
  for (const { conversationId, userId, role, joinedAt } of rows) {
    const person = people.get(userId);
    if (!person) continue;
    const { id, username, displayName } = person;
    const list = members.get(conversationId) ?? [];
    members.set(conversationId, [
      ...list,
      { userId: id, username, displayName, role, joinedAt: new Date(joinedAt).toISOString() },
    ]);
  }
  return members;
}
