import { sql } from "drizzle-orm";
import type { Deps } from "../deps.ts";
import { changeMessage, openConversation, postMessage } from "../features/chat/index.ts";
import type { SeedConversation } from "./conversations.ts";
import { findId, type Ids, idOf } from "./seeding.ts";

/** Opens a conversation and says in it what is to have been said. The same `clientId` is the same message. */
export async function seedConversation(deps: Deps, ids: Ids, conversation: SeedConversation): Promise<void> {
  const conversationId = await open(deps, ids, conversation);
  for (const [index, { author, content, reactions = [] }] of conversation.messages.entries()) {
    const where = { userId: idOf(ids, author), conversationId };
    const { message } = await postMessage(deps, where, { clientId: `${conversation.key}-${index + 1}`, content });
    for (const [emoji, ...others] of reactions) {
      for (const other of others) {
        const reaction = { type: "reaction.add", messageId: message.id, emoji } as const;
        await changeMessage(deps, { userId: idOf(ids, other), conversationId }, reaction);
      }
    }
  }
}

async function open(deps: Deps, ids: Ids, { title, members }: SeedConversation): Promise<string> {
  const [ownerId = "", ...memberIds] = members.map((username) => idOf(ids, username));
  if (title === undefined) {
    const { conversation } = await openConversation(deps, ownerId, { type: "direct", userId: memberIds[0] ?? "" });
    return conversation.id;
  }
  const known = await findId(
    deps,
    sql`SELECT id FROM conversations WHERE created_by = ${ownerId} AND title = ${title}`,
  );
  if (known !== undefined) return known;
  return (await openConversation(deps, ownerId, { type: "group", title, memberIds })).conversation.id;
}
