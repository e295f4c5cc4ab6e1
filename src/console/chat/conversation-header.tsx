import { Link } from "@tanstack/react-router";
import { Avatar } from "../ui/avatar.tsx";
import { iconButtonClass } from "../ui/icon-button.tsx";
import { BackIcon } from "../ui/icons.tsx";

export function ConversationHeader({ partner }: { partner: { id: string; name: string } }) {
  return (
    <div className="flex items-center gap-3 border-b border-line bg-surface px-3 py-2.5 md:px-6">
      <Link to="/" aria-label="All conversations" className={`md:hidden ${iconButtonClass}`}>
        <BackIcon />
      </Link>
      <Avatar name={partner.name} id={partner.id} size="size-9 text-xs" />
      <h2 className="truncate font-semibold">{partner.name}</h2>
    </div>
  );
}
