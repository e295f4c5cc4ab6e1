import { Link } from "@tanstack/react-router";
import type { Conversation } from "../../client/index.ts";
import { timeOrDay } from "../app/time.ts";
import { PresenceDot } from "../presence/presence-dot.tsx";
import { glimpse } from "../thread/quote.tsx";
import { Avatar } from "../ui/avatar.tsx";
import { CountBadge } from "../ui/count-badge.tsx";
import { partnerOf } from "./partner.ts";

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
            <span className={`truncate ${isUnread ? "font-semibold" : "font-medium"}`}>{partner.name}</span>
            <time dateTime={updatedAt} className="ml-auto shrink-0 text-xs text-muted">
              {timeOrDay(lastMessage?.createdAt ?? updatedAt)}
            </time>
          </span>
          <span className="flex items-center gap-2">
            <span className={`truncate text-sm ${isUnread ? "text-ink" : "text-muted"}`}>
              {lastMessage?.sender.id === meId && "You: "}
              {lastMessage ? glimpse(lastMessage) : "No messages yet"}
            </span>
            {mutedUntil !== null && <span className="ml-auto shrink-0 text-xs text-muted">Muted</span>}
            <CountBadge count={unreadCount} className="ml-auto" />
            {isUnread && <span className="sr-only">{unreadCount} unread</span>}
          </span>
        </span>
      </Link>
    </li>
  );
}
