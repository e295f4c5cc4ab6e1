import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { itemsOf } from "../app/items.ts";
import { notificationsQuery } from "../app/queries.ts";
import { t } from "../strings/later.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { LoadFailed } from "../ui/load-failed.tsx";
import { Loading } from "../ui/loading.tsx";
import { listKeys } from "./list-keys.ts";
import { NotificationItem } from "./notification-item.tsx";
import { markAllRead } from "./notification-lists.ts";

/** What happened, newest first, for a look in passing. */
export function NotificationList({ onClose }: { onClose: () => void }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(notificationsQuery);
  const notifications = itemsOf(data);
  const list = useRef<HTMLElement>(null);
  // So that its keys work from the start; Escape closes it and gives the focus back to the bell.
  useEffect(() => list.current?.focus(), []);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- its keys move among the links in it
    <section
      ref={list}
      aria-label={t("notifications.list.title")}
      tabIndex={-1}
      data-notifications
      onKeyDown={listKeys(notifications)}
      className="grid gap-1 p-2 outline-none"
    >
      <div className="flex min-h-10 items-center justify-between gap-2 ps-2.5">
        <h2 className="font-display text-lg font-semibold">{t("notifications.list.title")}</h2>
        {(data?.pages[0]?.unreadCount ?? 0) > 0 && (
          <Button look="bare" onClick={markAllRead}>
            {t("notifications.list.markAll")}
          </Button>
        )}
      </div>
      {!data &&
        (error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading what={t("app.bell.what")} />)}
      {data && notifications.length === 0 && (
        <div className="grid gap-1 px-4 py-8 text-center text-sm">
          <p className="font-medium">{t("notifications.list.nothing")}</p>
          <p className="text-balance text-muted">{t("notifications.list.nothingHint")}</p>
        </div>
      )}
      <ul className="grid grid-cols-1 gap-0.5">
        {notifications.map((notification) => (
          <NotificationItem key={notification.id} notification={notification} onDone={onClose} />
        ))}
      </ul>
      {hasNextPage && (
        <Button look="bare" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("notifications.list.older")}
        </Button>
      )}
      <div className="mt-1 flex flex-wrap justify-between gap-1 border-t border-line pt-1">
        <Link to="/notifications" onClick={onClose} className={buttonClass("bare")}>
          {t("notifications.list.all")}
        </Link>
        <Link to="/settings/notifications" onClick={onClose} className={buttonClass("bare")}>
          {t("notifications.list.preferences")}
        </Link>
      </div>
    </section>
  );
}
