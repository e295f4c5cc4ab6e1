import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Conversation } from "../../client/index.ts";
import { timeOrDay } from "../app/time.ts";
import { useDraft } from "../composer/drafts.ts";
import { PresenceDot } from "../presence/presence-dot.tsx";
import { t } from "../strings/strings.ts";
import { glimpse } from "../thread/quote.tsx";
import { Avatar } from "../ui/avatar.tsx";
import { CountBadge } from "../ui/count-badge.tsx";
import { partnerOf } from "./partner.ts";
import { useTyping } from "./typing.ts";

type ConversationRowProps = { conversation: Conversation; meId: string };

/** One conversation in the list: who, what was said last, and how much is unread. */
export function ConversationRow({ conversation, meId }: ConversationRowProps) {
  const { lastMessage, unreadCount, mutedUntil, updatedAt } = conversation;
  const partner = partnerOf(conversation, meId);
  const isUnread = unreadCount > 0;
  return (
    <li>
      <Link
        to="/conversations/$conversationId"
        params={{ conversationId: conversation.id }}
        className="flex items-center gap-3 rounded-xl px-2.5 py-2.5 transition-colors hover:bg-sunken aria-[current=page]:bg-tint"
      >
        <span className="relative shrink-0">
          <Avatar name={partner.name} id={partner.id} />
          <PresenceDot userId={partner.personId} />
        </span>
        <span className="flex min-w-0 flex-1 flex-col gap-0.5">
          <span className="flex items-baseline gap-2">
            <bdi className={`truncate ${isUnread ? "font-semibold" : "font-medium"}`}>{partner.name}</bdi>
            <time dateTime={updatedAt} className="ms-auto shrink-0 text-xs text-muted">
              {timeOrDay(lastMessage?.createdAt ?? updatedAt)}
            </time>
          </span>
          <span className="flex items-center gap-2">
            <span className={`flex min-w-0 gap-1 text-sm ${isUnread ? "text-ink" : "text-muted"}`}>
              <Latest conversation={conversation} meId={meId} />
            </span>
            {mutedUntil !== null && <span className="ms-auto shrink-0 text-xs text-muted">{t("chat.list.muted")}</span>}
            <CountBadge count={unreadCount} className="ms-auto" />
            {isUnread && <span className="sr-only">{t("chat.list.unread", { count: unreadCount })}</span>}
          </span>
        </span>
      </Link>
    </li>
  );
}

/** What goes on in it: somebody types, one has begun to write, or what was said last. */
function Latest({ conversation, meId }: ConversationRowProps): ReactNode {
  const { id, type, lastMessage } = conversation;
  const isTyping = useTyping(id).some((userId) => userId !== meId);
  const draft = useDraft(id);
  if (isTyping) return <span className="truncate text-accent">{t("chat.list.typing")}</span>;
  if (draft !== "") {
    return t.rich("chat.list.draft", { mark: marked, said, words: draft });
  }
  if (!lastMessage) return <span className="truncate">{t("chat.list.nothingSaid")}</span>;
  const { sender } = lastMessage;
  const words = glimpse(lastMessage);
  if (sender.id === meId) return t.rich("chat.list.own", { said, words });
  if (type !== "group") return said(words);
  return (
    <>
      <span className="flex max-w-1/2 shrink-0">
        <bdi className="truncate">{sender.displayName}</bdi>:
      </span>{" "}
      {said(words)}
    </>
  );
}

function marked(text: ReactNode): ReactNode {
  return <span className="shrink-0 font-medium text-danger">{text}</span>;
}

/** Cut at its own end, which is not always that of the page's language. */
function said(words: ReactNode): ReactNode {
  return <bdi className="truncate">{words}</bdi>;
}
