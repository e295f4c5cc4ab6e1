import type { Conversation } from "../../client/index.ts";

/** Who or what a conversation is called after, for one of its members. */
export function partnerOf({ id, title, members }: Conversation, meId: string): { id: string; name: string } {
  const others = members.filter(({ userId }) => userId !== meId);
  const [first] = others;
  if (title !== null || !first) return { id, name: title ?? "Only you" };
  return { id: first.userId, name: others.map(({ displayName }) => displayName).join(", ") };
}
