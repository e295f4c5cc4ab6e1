import type { Message } from "../../client/index.ts";
import { t } from "../strings/strings.ts";

type QuoteProps = { message: Message | undefined; onOpen: (seq: number) => void };

/** What a message answers, in a line; choosing it leads there. One that is not known here is only said to be. */
export function Quote({ message, onOpen }: QuoteProps) {
  if (!message) return <p className="border-s-2 border-current ps-2 text-sm italic">{t("thread.message.earlier")}</p>;
  return (
    <button
      type="button"
      aria-label={t("thread.message.repliesTo", { name: message.sender.displayName, words: glimpse(message) })}
      onClick={() => onOpen(message.seq)}
      className="grid min-w-0 grid-cols-1 border-s-2 border-current ps-2 text-start text-sm"
    >
      <span className="truncate font-semibold">
        <bdi>{message.sender.displayName}</bdi>
      </span>
      <span className="truncate">
        <bdi>{glimpse(message)}</bdi>
      </span>
    </button>
  );
}

/** A message in a few words. */
export function glimpse({ content, attachments }: Pick<Message, "content" | "attachments">): string {
  if (content === null) return t("thread.message.deleted");
  if (content !== "") return content;
  const [first] = attachments;
  if (first && attachments.length === 1) return first.name;
  return t("thread.message.files", { count: attachments.length });
}
