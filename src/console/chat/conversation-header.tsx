import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Conversation } from "../../client/index.ts";
import { ConversationDetails } from "../group/conversation-details.tsx";
import { PresenceDot } from "../presence/presence-dot.tsx";
import { PresenceText } from "../presence/presence-text.tsx";
import { Avatar } from "../ui/avatar.tsx";
import { IconButton, iconButtonClass } from "../ui/icon-button.tsx";
import { BackIcon, MoreIcon, PeopleIcon, SearchIcon } from "../ui/icons.tsx";
import type { Partner } from "./partner.ts";

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
      <Link to="/" aria-label="All conversations" className={`md:hidden ${iconButtonClass}`}>
        <BackIcon />
      </Link>
      <span className="relative shrink-0">
        <Avatar name={partner.name} id={partner.id} size="size-9 text-xs" />
        <PresenceDot userId={partner.personId} />
      </span>
      <div className="grid min-w-0 flex-1 grid-cols-1">
        <h2 className="truncate leading-tight font-semibold">{partner.name}</h2>
        {partner.personId !== null && <PresenceText userId={partner.personId} />}
        {isGroup && <span className="truncate text-xs text-muted">{conversation.memberCount} members</span>}
        {conversation.type === "companion" && <span className="truncate text-xs text-muted">AI companion</span>}
      </div>
      <IconButton label="Search in this conversation" aria-expanded={isSearching} onClick={onSearch}>
        <SearchIcon />
      </IconButton>
      <IconButton label={isGroup ? "Group details" : "Details"} onClick={() => setIsOpen(true)}>
        {isGroup ? <PeopleIcon /> : <MoreIcon />}
      </IconButton>
      {isOpen && <ConversationDetails conversation={conversation} meId={meId} onClose={() => setIsOpen(false)} />}
    </div>
  );
}
