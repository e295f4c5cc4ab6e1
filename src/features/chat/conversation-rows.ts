import { eq, sql } from "drizzle-orm";
import { Problem } from "../../platform/http/problem.ts";
import type { UserSummary } from "../users/contract.ts";
import { findUserSummaries } from "../users/index.ts";
import { companionNamed } from "./companion-directory.ts";
import type { Conversation, Member } from "./contract.ts";
import type { ChatDeps, ConversationState } from "./deps.ts";
import { conversationActivity, conversationMembers, conversations } from "./schema.ts";

/** So many of a conversation's members are told with it, the first who joined. */
const maxShown = 100;

type Row = {
  conversation: typeof conversations.$inferSelect;
  activity: typeof conversationActivity.$inferSelect | null;
};

type MemberRow = { conversationId: string; userId: string; role: Member["role"]; joinedAt: number; total: number };

/** Those of these conversations that a user is a member of, as that user sees them, in the given order. */
export async function readConversations(deps: ChatDeps, userId: string, ids: string[]): Promise<Conversation[]> {
  if (ids.length === 0) return [];
  const [rows, members, states] = await Promise.all([
    readRows(deps, userId, ids),
    readMembers(deps, ids),
    deps.conversationHubOf(userId).conversationStates(ids),
  ]);
  return ids.flatMap((id) => {
    const row = rows.get(id);
    return row ? [render(deps, row, members.get(id) ?? [], states[id])] : [];
  });
}

/** @throws Problem `NOT_FOUND` also for one that the user is no member of. */
export async function readConversation(
  deps: ChatDeps,
  { userId, conversationId }: { userId: string; conversationId: string },
): Promise<Conversation> {
  const [conversation] = await readConversations(deps, userId, [conversationId]);
  if (!conversation) throw new Problem("NOT_FOUND");
  return conversation;
}

async function readRows(deps: ChatDeps, userId: string, ids: string[]): Promise<Map<string, Row>> {
  const rows: Row[] = await deps.db
    .select({ conversation: conversations, activity: conversationActivity })
    .from(conversations)
    .innerJoin(
      conversationMembers,
      sql`${conversationMembers.conversationId} = ${conversations.id} AND ${conversationMembers.userId} = ${userId}`,
    )
    .leftJoin(conversationActivity, eq(conversationActivity.conversationId, conversations.id))
    .where(sql`${conversations.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`);
  return new Map(rows.map((row) => [row.conversation.id, row]));
}

type ShownMember = MemberRow & { person: UserSummary };

/** The first members of each, and of how many. */
async function readMembers(deps: ChatDeps, ids: string[]): Promise<Map<string, ShownMember[]>> {
  const rows = await deps.db.all<MemberRow>(sql`
    SELECT conversation_id AS conversationId, user_id AS userId, role, joined_at AS joinedAt, total FROM (
      SELECT *, count(*) OVER (PARTITION BY conversation_id) AS total,
        row_number() OVER (PARTITION BY conversation_id ORDER BY joined_at, user_id) AS place
      FROM ${conversationMembers} WHERE conversation_id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))
    ) WHERE place <= ${maxShown} ORDER BY conversation_id, place
  `);
  const people = await findUserSummaries(deps, [...new Set(rows.map((row) => row.userId))]);
  const members = new Map<string, ShownMember[]>();
  for (const row of rows) {
    const person = people.get(row.userId);
    if (!person) continue;
    const list = members.get(row.conversationId);
    if (list) list.push({ ...row, person });
    else members.set(row.conversationId, [{ ...row, person }]);
  }
  return members;
}

function render(
  deps: ChatDeps,
  { conversation, activity }: Row,
  members: ShownMember[],
  state: ConversationState = { unreadCount: 0, mutedUntil: null },
): Conversation {
  const { id, type, title, createdAt } = conversation;
  const companion = companionOf(deps, conversation.companion);
  const shown = members.map(({ userId, role, joinedAt, person: { username, displayName } }): Member => ({
    userId,
    username,
    displayName,
    role,
    joinedAt: new Date(joinedAt).toISOString(),
  }));
  if (companion) shown.push(companionMember(companion, createdAt));
  return {
    id,
    type,
    title,
    members: shown,
    memberCount: (members[0]?.total ?? 0) + (companion ? 1 : 0),
    lastMessage: activity?.lastMessage ?? null,
    unreadCount: state.unreadCount,
    mutedUntil: state.mutedUntil === null ? null : new Date(state.mutedUntil).toISOString(),
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(activity?.lastActivityAt ?? createdAt).toISOString(),
  };
}

/** Also one that is configured no longer: what it said stays. */
function companionOf({ companions }: ChatDeps, name: string | null): UserSummary | undefined {
  return name === null ? undefined : (companions.find(name) ?? companionNamed(name));
}

/** A companion has no row among the users, nor among the members. */
function companionMember({ id, ...names }: UserSummary, createdAt: number): Member {
  return { userId: id, ...names, role: "member", joinedAt: new Date(createdAt).toISOString() };
}
