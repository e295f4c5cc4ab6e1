import { sql } from "drizzle-orm";
import type { DatabaseDeps } from "../../platform/db/database.ts";
import { conversationMembers } from "./schema.ts";

/** Who among these people shares a conversation with a user. One query, which stops at the first shared one of each. */
export async function findPeopleInCommon(deps: DatabaseDeps, userId: string, otherIds: string[]): Promise<Set<string>> {
  if (otherIds.length === 0) return new Set();
  const rows = await deps.db.all<{ id: string }>(sql`
    SELECT other.value AS id FROM json_each(${JSON.stringify(otherIds)}) AS other WHERE EXISTS (
      SELECT 1 FROM ${conversationMembers} AS theirs JOIN ${conversationMembers} AS ours
        ON ours.conversation_id = theirs.conversation_id AND ours.user_id = ${userId}
        WHERE theirs.user_id = other.value
    )
  `);
  return new Set(rows.map(({ id }) => id));
}
