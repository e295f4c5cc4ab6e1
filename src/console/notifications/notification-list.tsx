import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { client } from "../app/client.ts";
import { failureText } from "../app/failure-text.ts";
import { itemsOf } from "../app/items.ts";
import { notificationsQuery } from "../app/queries.ts";
import { failureOf, unwrap } from "../app/request-failed.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { LoadFailed } from "../ui/load-failed.tsx";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { NotificationItem } from "./notification-item.tsx";

/** What happened, newest first. The stream brings the effect of what is done here. */
export function NotificationList({ onDone }: { onDone: () => void }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(notificationsQuery);
  const markAll = useMutation({ mutationFn: () => unwrap(client.notifications.markAllRead()) });
  const notifications = itemsOf(data);
  return (
    <section aria-label="Notifications" className="grid gap-1 p-2">
      <div className="flex min-h-10 items-center justify-between gap-2 pl-2">
        <h2 className="font-display text-lg font-semibold">Notifications</h2>
        {(data?.pages[0]?.unreadCount ?? 0) > 0 && (
          <Button look="bare" isBusy={markAll.isPending} onClick={() => markAll.mutate()}>
            Mark all read
          </Button>
        )}
      </div>
      {markAll.error && <Notice look="problem">{failureText(failureOf(markAll.error))}</Notice>}
      {!data &&
        (error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading what="notifications" />)}
      {data && notifications.length === 0 && <p className="px-2 pb-4 text-sm text-muted">Nothing has happened yet.</p>}
      <ul className="grid gap-0.5">
        {notifications.map((notification) => (
          <NotificationItem key={notification.id} notification={notification} onDone={onDone} />
        ))}
      </ul>
      {hasNextPage && (
        <Button look="bare" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show older
        </Button>
      )}
      <Link to="/notifications" onClick={onDone} className={buttonClass("bare")}>
        All notifications
      </Link>
    </section>
  );
}
