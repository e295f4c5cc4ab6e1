import type { Message } from "../../client/index.ts";

type QuoteProps = { message: Message | undefined; onOpen: (seq: number) => void };

/** What a message answers, in a line; choosing it leads there. One that is not known here is only said to be. */
export function Quote({ message, onOpen }: QuoteProps) {
  if (!message) return <p className="border-l-2 border-current pl-2 text-sm italic">An earlier message</p>;
  return (
    <button
      type="button"
      aria-label={`Replies to ${message.sender.displayName}: ${glimpse(message)}`}
      onClick={() => onOpen(message.seq)}
      className="grid min-w-0 grid-cols-1 border-l-2 border-current pl-2 text-left text-sm"
    >
      <span className="truncate font-semibold">{message.sender.displayName}</span>
      <span className="truncate">{glimpse(message)}</span>
    </button>
  );
}

/** A message in a few words. */
export function glimpse({ content, attachments }: Pick<Message, "content" | "attachments">): string {
  if (content === null) return "Message deleted";
  if (content !== "") return content;
  return attachments.length === 1 ? (attachments[0]?.name ?? "A file") : `${attachments.length} files`;
}
