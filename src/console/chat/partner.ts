import type { Conversation } from "../../client/index.ts";
import { t } from "../strings/strings.ts";
import { namesTogether } from "../thread/names.ts";

/** Who or what a conversation is called after, for one of its members; `personId` where that is one human. */
export type Partner = { id: string; name: string; personId: string | null };

export function partnerOf({ id, title, type, members }: Conversation, meId: string): Partner {
  const others = members.filter(({ userId }) => userId !== meId);
  const [first] = others;
  if (title !== null || !first) return { id, name: title ?? t("chat.list.onlyYou"), personId: null };
  const name = namesTogether(others.map(({ displayName }) => displayName));
  return { id: first.userId, name, personId: type === "direct" ? first.userId : null };
}
