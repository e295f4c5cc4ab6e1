import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState } from "react";
import { entryClass, entryTextClass } from "../app/entry.ts";
import { piece } from "../app/piece.tsx";
import { notificationsQuery } from "../app/queries.ts";
import { t } from "../strings/strings.ts";
import { CountBadge } from "../ui/count-badge.tsx";
import { BellIcon } from "../ui/icons.tsx";
import { Loading } from "../ui/loading.tsx";
import { useUnreadLeaving } from "./removals.ts";
import { useReadOnArrival } from "./use-read-on-arrival.ts";
import { showUnreadCount } from "./unread-count.ts";

const NotificationList = piece(
  async () => (await import("./notification-list.tsx")).NotificationList,
  <Loading what={t("app.bell.what")} />,
);

/** The bell with its count, which the page's title and the icon of the installed console show too; it opens the list. */
export function Bell() {
  const { data } = useInfiniteQuery(notificationsQuery);
  const unreadCount = Math.max(0, (data?.pages[0]?.unreadCount ?? 0) - useUnreadLeaving());
  const [isOpen, setIsOpen] = useState(false);
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => showUnreadCount(unreadCount), [unreadCount]);
  useReadOnArrival();
  const label = unreadCount === 0 ? t("app.bell.name") : t("app.bell.unread", { count: unreadCount });
  return (
    <>
      <button type="button" title={label} popoverTarget={id} aria-expanded={isOpen} className={entryClass}>
        <BellIcon />
        <span className="sr-only">{label}</span>
        <span aria-hidden="true" className={entryTextClass}>
          {t("app.bell.name")}
        </span>
        <CountBadge count={unreadCount} className="max-lg:absolute max-lg:end-0 max-lg:top-0 lg:ms-auto" />
      </button>
      <output className="sr-only">{unreadCount > 0 && label}</output>
      <div
        ref={panel}
        id={id}
        popover="auto"
        onToggle={(event) => setIsOpen(event.newState === "open")}
        className="fixed inset-auto end-2 top-15 m-0 max-h-[70dvh] sm:end-auto sm:start-19 sm:top-3 sm:max-h-[calc(100dvh-1.5rem)] lg:start-62 w-[min(26rem,calc(100vw-1rem))] overflow-y-auto overscroll-contain rounded-2xl border border-line bg-surface text-ink shadow-xl"
      >
        {isOpen && <NotificationList onClose={() => panel.current?.hidePopover()} />}
      </div>
    </>
  );
}
