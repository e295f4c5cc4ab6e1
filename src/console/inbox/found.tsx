import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Notification } from "../../client/index.ts";
import { itemsOf } from "../app/items.ts";
import { dayName } from "../app/time.ts";
import type { InboxFilter } from "../notifications/apply-event.ts";
import { listKeys } from "../notifications/list-keys.ts";
import { NotificationItem } from "../notifications/notification-item.tsx";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { LoadFailed } from "../ui/load-failed.tsx";
import { Loading } from "../ui/loading.tsx";
import { inboxQuery } from "./queries.ts";
import { useReachEnd } from "./use-reach-end.ts";

type FoundProps = { filter: InboxFilter; onShowAll: () => void };

/** What the inbox has of a kind, day by day, reading on towards its end. */
export function Found({ filter, onShowAll }: FoundProps) {
  const query = useInfiniteQuery(inboxQuery(filter));
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = query;
  const end = useReachEnd(() => {
    if (hasNextPage && !isFetchingNextPage && !error) void fetchNextPage();
  });
  if (!data) {
    return error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading what={t("inbox.what")} />;
  }
  const found = itemsOf(data);
  if (found.length === 0 && !hasNextPage) return <Nothing filter={filter} onShowAll={onShowAll} />;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- its keys move among the links in it
    <section
      aria-label={t("inbox.list")}
      tabIndex={-1}
      data-notifications
      onKeyDown={listKeys(found)}
      className="grid grid-cols-1 gap-4 outline-none"
    >
      {byDay(found).map(({ day, items }) => (
        <Day key={day} name={day}>
          {items.map((notification) => (
            <NotificationItem key={notification.id} notification={notification} isWhole />
          ))}
        </Day>
      ))}
      {hasNextPage && (
        // Another one after each page: it may be in sight still.
        <div key={data.pages.length} ref={end} className="grid">
          <Button look="bare" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("inbox.older")}
          </Button>
        </div>
      )}
      {error && <LoadFailed error={error} onRetry={() => void fetchNextPage()} />}
      <Keys />
    </section>
  );
}

/** Only where there is a keyboard, as far as can be told. */
function Keys() {
  return (
    <p className="hidden text-center text-xs text-muted sm:block [@media(hover:none)]:hidden">
      {t.rich("inbox.keys", { key: keyCap })}
    </p>
  );
}

function keyCap(name: ReactNode): ReactNode {
  return <kbd className="rounded border border-line bg-surface px-1 font-sans">{name}</kbd>;
}

function Day({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-1 gap-1.5">
      <h2 className="ps-2.5 text-xs font-medium text-muted">{name}</h2>
      <ul aria-label={name} className="grid grid-cols-1 gap-0.5 rounded-2xl border border-line bg-surface p-1.5">
        {children}
      </ul>
    </div>
  );
}

function Nothing({ filter, onShowAll }: FoundProps) {
  const isFiltered = filter.unread !== undefined || filter.type !== undefined;
  const isAllRead = filter.unread === true && filter.type === undefined;
  return (
    <div className="grid justify-items-center gap-1 rounded-2xl border border-line bg-surface px-6 py-12 text-center text-sm">
      <p className="font-medium">{t("inbox.nothing")}</p>
      {isAllRead && <p className="text-muted">{t("inbox.nothingUnread")}</p>}
      {!isFiltered && <p className="text-muted">{t("inbox.nothingAtAll")}</p>}
      {isFiltered && (
        <Button look="bare" onClick={onShowAll}>
          {t("inbox.showAll")}
        </Button>
      )}
    </div>
  );
}

/** Day by day, as the list is: of two, the upper happened later, also where its group began on a day before. */
function byDay(notifications: Notification[]): { day: string; items: Notification[] }[] {
  let latest = "";
  const dated = notifications.toReversed().map((item) => {
    latest = item.createdAt > latest ? item.createdAt : latest;
    return { item, day: dayName(latest) };
  });
  const days = Map.groupBy(dated.toReversed(), ({ day }) => day);
  return [...days].map(([day, found]) => ({ day, items: found.map(({ item }) => item) }));
}
