import { and, eq, inArray } from "drizzle-orm";
import { Problem } from "../../platform/http/problem.ts";
import type { MemberRole } from "./contract.ts";
import type { ChatDeps } from "./deps.ts";
import { conversationMembers, conversations } from "./schema.ts";

export type InConversation = { userId: string; conversationId: string };

/** How a user stands in a conversation, and somebody else beside them, as D1 says now. */
export type Standing = {
  type: "direct" | "group" | "companion";
  role: MemberRole;
  /** Nothing where the other is no member. */
  otherRole: MemberRole | undefined;
};

/** @throws Problem `NOT_FOUND` for a conversation that there is not, or that the user is no member of. */
export async function requireStanding(
  deps: Pick<ChatDeps, "db">,
  { userId, conversationId }: InConversation,
  otherId: string = userId,
): Promise<Standing> {
  const rows = await deps.db
    .select({ type: conversations.type, userId: conversationMembers.userId, role: conversationMembers.role })
    .from(conversationMembers)
    .innerJoin(conversations, eq(conversations.id, conversationMembers.conversationId))
    .where(
      and(
        eq(conversationMembers.conversationId, conversationId),
        inArray(conversationMembers.userId, [...new Set([userId, otherId])]),
      ),
    );
  const own = rows.find((row) => row.userId === userId);
  if (!own) throw new Problem("NOT_FOUND");
  return { type: own.type, role: own.role, otherRole: rows.find((row) => row.userId === otherId)?.role };
}

/** @throws Problem `FORBIDDEN`: the members of other conversations are who they are. */
export function requireGroup({ type }: Standing): void {
  if (type !== "group") throw new Problem("FORBIDDEN", "Only a group can be changed like this.");
}
