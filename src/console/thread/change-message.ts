import type { Message } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { tellFailure } from "../ui/toasts.tsx";

/** Reacts, or takes it back. The stream brings the effect. */
export async function toggleReaction({ conversationId, id }: Message, emoji: string, isMine: boolean): Promise<void> {
  const { chat } = client;
  const change = isMine ? chat.unreact(conversationId, id, emoji) : chat.react(conversationId, id, emoji);
  await unwrap(change).catch(tellFailure);
}
