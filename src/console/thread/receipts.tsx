import type { Conversation, Message } from "../../client/index.ts";
import type { Reads } from "../chat/use-conversation-live.ts";
import { t } from "../strings/strings.ts";
import { namesTogether } from "./names.ts";

const mostNamed = 3;

type ReceiptsProps = { message: Message; conversation: Conversation; reads: Reads; meId: string };

/** How far one's own last message has come, and in a group who has seen it. */
export function Receipts({ message, conversation, reads, meId }: ReceiptsProps) {
  const readers = conversation.members.filter(({ userId }) => userId !== meId && (reads[userId] ?? 0) >= message.seq);
  return (
    <p
      className="pt-1 text-end text-xs text-muted"
      title={namesTogether(readers.map(({ displayName }) => displayName))}
    >
      {readers.length === 0
        ? t("thread.receipts.sent")
        : seenBy(
            readers.map(({ displayName }) => displayName),
            conversation,
          )}
    </p>
  );
}

function seenBy(names: string[], { type, memberCount }: Conversation): string {
  if (type !== "group") return t("thread.receipts.seen");
  if (names.length >= memberCount - 1) return t("thread.receipts.all");
  const others = names.length - mostNamed;
  const named = others > 0 ? [...names.slice(0, mostNamed), t("thread.receipts.more", { count: others })] : names;
  return t("thread.receipts.by", { names: namesTogether(named) });
}
