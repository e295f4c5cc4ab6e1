import { asc, eq } from "drizzle-orm";
import type { Database } from "../../platform/db/database.ts";
import { findUserSummaries } from "../users/index.ts";
import type { RosterMember } from "./roster.ts";
import { conversationMembers } from "./schema.ts";

/** The members of a conversation with their names, as D1 has them: the rows that decide. */
export async function readRoster(db: Database, conversationId: string): Promise<RosterMember[]> {
  const rows = await db
    .select({ userId: conversationMembers.userId, role: conversationMembers.role })
    .from(conversationMembers)
    .where(eq(conversationMembers.conversationId, conversationId))
    .orderBy(asc(conversationMembers.joinedAt));
  const summaries = await findUserSummaries(
    { db },
    rows.map(({ userId }) => userId),
  );
  return rows.flatMap(({ userId, role }) => {
    const summary = summaries.get(userId);
    return summary ? [{ ...summary, role }] : [];
  });
}
