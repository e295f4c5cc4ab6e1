import { eq } from "drizzle-orm";
import type { Database } from "../../platform/db/database.ts";
import { conversations } from "./schema.ts";

/** The name of a conversation's companion; null where none takes part, undefined where there is no conversation. */
export async function readCompanion(db: Database, conversationId: string): Promise<string | null | undefined> {
  const row = await db
    .select({ companion: conversations.companion })
    .from(conversations)
    .where(eq(conversations.id, conversationId))
    .get();
  return row?.companion;
}
