import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Conversation } from "../../client/index.ts";
import { piece } from "../app/piece.tsx";
import { PresenceDot } from "../presence/presence-dot.tsx";
import { PresenceText } from "../presence/presence-text.tsx";
import { t } from "../strings/strings.ts";
import { Avatar } from "../ui/avatar.tsx";
import { IconButton, iconButtonClass } from "../ui/icon-button.tsx";
import { BackIcon, MoreIcon, PeopleIcon, SearchIcon } from "../ui/icons.tsx";
import type { Partner } from "./partner.ts";

const ConversationDetails = piece(async () => (await import("../group/conversation-details.tsx")).ConversationDetails);

type ConversationHeaderProps = {
  conversation: Conversation;
  partner: Partner;
  meId: string;
  isSearching: boolean;
  onSearch: () => void;
};

/** Who one talks to, whether they are there, and what can be done with the conversation. */
export function ConversationHeader({ conversation, partner, meId, isSearching, onSearch }: ConversationHeaderProps) {
  const [isOpen, setIsOpen] = useState(false);
  const isGroup = conversation.type === "group";
  return (
    <div className="flex items-center gap-3 border-b border-line bg-surface px-3 py-2 md:px-6">
      <Link to="/" aria-label={t("chat.all")} className={`md:hidden ${iconButtonClass}`}>
        <span className="rtl:-scale-x-100">
          <BackIcon />
        </span>
      </Link>
      <span className="relative shrink-0">
        <Avatar name={partner.name} id={partner.id} size="size-9 text-xs" />
        <PresenceDot userId={partner.personId} />
      </span>
      <div className="grid min-w-0 flex-1 grid-cols-1">
        <h2 className="truncate leading-tight font-semibold">
          <bdi>{partner.name}</bdi>
        </h2>
        {partner.personId !== null && <PresenceText userId={partner.personId} />}
        {isGroup && (
          <span className="truncate text-xs text-muted">
            {t("chat.header.members", { count: conversation.memberCount })}
          </span>
        )}
        {conversation.type === "companion" && (
          <span className="truncate text-xs text-muted">{t("chat.header.companion")}</span>
        )}
      </div>
      <IconButton label={t("chat.header.search")} aria-expanded={isSearching} onClick={onSearch}>
        <SearchIcon />
      </IconButton>
      <IconButton
        label={isGroup ? t("chat.header.groupDetails") : t("chat.header.details")}
        onClick={() => setIsOpen(true)}
      >
        {isGroup ? <PeopleIcon /> : <MoreIcon />}
      </IconButton>
      {isOpen && <ConversationDetails conversation={conversation} meId={meId} onClose={() => setIsOpen(false)} />}
    </div>
  );
}
