import { and, asc, eq, gt, sql } from "drizzle-orm";
import { decodeCursor, toPage } from "../../platform/db/cursor.ts";
import type { Page } from "../../platform/http/contract.ts";
import type { Conversation } from "./contract.ts";
import { readConversations } from "./conversation-rows.ts";
import type { ChatDeps, ListedConversation, ListQuery } from "./deps.ts";
import { conversationActivity, conversationMembers, conversations } from "./schema.ts";

const fillSize = 1_000;

/**
 * A user's conversations, newest activity first: their hub knows the order, D1 whether they are a member. One
 * that the hub has not yet heard they left is left out, and the page is that much shorter.
 */
export async function listConversations(
  deps: ChatDeps,
  query: { userId: string; limit: number; cursor?: string | undefined },
): Promise<Page<Conversation>> {
  const { userId, limit } = query;
  const [activeAt, id] = decodeCursor(query.cursor, [0, ""] as [number, string]) ?? [];
  const before = activeAt === undefined || id === undefined ? undefined : { activeAt, id };
  const listed = await listIds(deps, userId, { before, limit: limit + 1 });
  const page = toPage(listed, limit, (one) => [one.activeAt, one.id]);
  const ids = page.items.map((one) => one.id);
  return { items: await readConversations(deps, userId, ids), nextCursor: page.nextCursor };
}

/** The same as ids alone. A hub that was never told of its user's conversations is told now. */
export async function listIds(deps: ChatDeps, userId: string, query: ListQuery): Promise<ListedConversation[]> {
  const hub = deps.conversationHubOf(userId);
  const listed = await hub.listConversations(query);
  if (listed !== "unfilled") return listed;
  await fill(deps, userId);
  const filled = await hub.listConversations(query);
  if (filled === "unfilled") throw new Error("a list that was just filled is not");
  return filled;
}

/** Once in the life of a hub, some at a time: who joins meanwhile is told to it as well. */
async function fill(deps: ChatDeps, userId: string): Promise<void> {
  const hub = deps.conversationHubOf(userId);
  for (let after = ""; ;) {
    const rows = await deps.db
      .select({
        id: conversations.id,
        activeAt: sql<number>`coalesce(${conversationActivity.lastActivityAt}, ${conversations.createdAt})`,
      })
      .from(conversationMembers)
      .innerJoin(conversations, eq(conversations.id, conversationMembers.conversationId))
      .leftJoin(conversationActivity, eq(conversationActivity.conversationId, conversations.id))
      .where(and(eq(conversationMembers.userId, userId), gt(conversationMembers.conversationId, after)))
      .orderBy(asc(conversationMembers.conversationId))
      .limit(fillSize);
    const isLast = rows.length < fillSize;
    await hub.fillConversations(rows, isLast);
    if (isLast) return;
    after = rows.at(-1)?.id ?? "";
  }
}
