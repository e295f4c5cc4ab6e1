import type { Conversation, Message } from "../../client/index.ts";
import type { Reads } from "../chat/use-conversation-live.ts";

const list = new Intl.ListFormat(undefined, { type: "conjunction" });
const mostNamed = 3;

type ReceiptsProps = { message: Message; conversation: Conversation; reads: Reads; meId: string };

/** How far one's own last message has come, and in a group who has seen it. */
export function Receipts({ message, conversation, reads, meId }: ReceiptsProps) {
  const readers = conversation.members.filter(({ userId }) => userId !== meId && (reads[userId] ?? 0) >= message.seq);
  return (
    <p className="pt-1 text-right text-xs text-muted" title={readers.map(({ displayName }) => displayName).join(", ")}>
      {readers.length === 0
        ? "Sent"
        : seenBy(
            readers.map(({ displayName }) => displayName),
            conversation,
          )}
    </p>
  );
}

function seenBy(names: string[], { type, memberCount }: Conversation): string {
  if (type !== "group") return "Seen";
  if (names.length >= memberCount - 1) return "Seen by all";
  const others = names.length - mostNamed;
  return `Seen by ${list.format(others > 0 ? [...names.slice(0, mostNamed), `${others} more`] : names)}`;
}
