import { useInfiniteQuery } from "@tanstack/react-query";
import { useId, useRef, useState } from "react";
import { notificationsQuery } from "../app/queries.ts";
import { CountBadge } from "../ui/count-badge.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { BellIcon } from "../ui/icons.tsx";
import { NotificationList } from "./notification-list.tsx";

/** The bell with its count; it opens the list of notifications. */
export function Bell() {
  const { data } = useInfiniteQuery(notificationsQuery);
  const unreadCount = data?.pages[0]?.unreadCount ?? 0;
  const [isOpen, setIsOpen] = useState(false);
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  const label = unreadCount === 0 ? "Notifications" : `Notifications, ${unreadCount} unread`;
  return (
    <>
      <IconButton label={label} popoverTarget={id} aria-expanded={isOpen}>
        <BellIcon />
        <CountBadge count={unreadCount} className="absolute -top-0.5 -right-0.5" />
      </IconButton>
      <output className="sr-only">{unreadCount > 0 && label}</output>
      <div
        ref={panel}
        id={id}
        popover="auto"
        onToggle={(event) => setIsOpen(event.newState === "open")}
        className="fixed inset-auto top-15 right-2 m-0 max-h-[70dvh] w-[min(24rem,calc(100vw-1rem))] overflow-y-auto rounded-2xl border border-line bg-surface text-ink shadow-xl sm:right-5"
      >
        {isOpen && <NotificationList onDone={() => panel.current?.hidePopover()} />}
      </div>
    </>
  );
}
