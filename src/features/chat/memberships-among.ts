import { and, eq, sql } from "drizzle-orm";
import type { Database } from "../../platform/db/database.ts";
import { conversationMembers } from "./schema.ts";

/** Those of the conversations that somebody is a member of now; up to a thousand are asked about at once. */
export async function membershipsAmong(db: Database, userId: string, conversationIds: string[]): Promise<string[]> {
  const asked = JSON.stringify(conversationIds.slice(0, 1_000));
  const rows = await db
    .select({ id: conversationMembers.conversationId })
    .from(conversationMembers)
    .where(
      and(
        eq(conversationMembers.userId, userId),
        sql`${conversationMembers.conversationId} IN (SELECT value FROM json_each(${asked}))`,
      ),
    );
  return rows.map(({ id }) => id);
}
