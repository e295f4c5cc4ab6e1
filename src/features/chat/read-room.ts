import { asc, eq } from "drizzle-orm";
import type { Database } from "../../platform/db/database.ts";
import { blocksAmong } from "../moderation/index.ts";
import type { UserSummary } from "../users/contract.ts";
import { findUserSummaries } from "../users/index.ts";
import type { MemberRole } from "./contract.ts";
import { conversationMembers, conversations } from "./schema.ts";

/** A member, and whose messages among the others they do not want to hear of. */
export type RosterMember = UserSummary & { role: MemberRole; blocked: string[] };

/** A conversation as D1 has it: the rows that decide. */
export type RoomSnapshot = {
  title: string | null;
  /** A direct conversation of two of whom one has blocked the other. */
  isSilenced: boolean;
  members: RosterMember[];
};

/** @returns nothing when there is no such conversation. */
export async function readRoom(db: Database, conversationId: string): Promise<RoomSnapshot | undefined> {
  const [[conversation], rows] = await db.batch([
    db
      .select({ type: conversations.type, title: conversations.title })
      .from(conversations)
      .where(eq(conversations.id, conversationId)),
    db
      .select({ userId: conversationMembers.userId, role: conversationMembers.role })
      .from(conversationMembers)
      .where(eq(conversationMembers.conversationId, conversationId))
      .orderBy(asc(conversationMembers.joinedAt)),
  ]);
  if (!conversation) return undefined;
  const userIds = rows.map(({ userId }) => userId);
  const [summaries, blocks] = await Promise.all([findUserSummaries({ db }, userIds), blocksAmong(db, userIds)]);
  const members = rows.flatMap(({ userId, role }) => {
    const summary = summaries.get(userId);
    const blocked = blocks.filter(({ blockerId }) => blockerId === userId).map(({ blockedId }) => blockedId);
    return summary ? [{ ...summary, role, blocked: blocked.toSorted() }] : [];
  });
  return { title: conversation.title, isSilenced: conversation.type === "direct" && blocks.length > 0, members };
}
