import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useInfiniteQuery } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { itemsOf } from "../app/items.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { NotificationItem } from "../notifications/notification-item.tsx";
import { typeNames } from "../notifications/type-words.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { LoadFailed } from "../ui/load-failed.tsx";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { Page } from "../ui/page.tsx";
import { Select } from "../ui/select.tsx";
import { isNotificationType, type InboxSearch } from "./inbox-search.ts";
import { inboxQuery } from "./queries.ts";

/** All that happened, by whether it is read and by kind. */
export function InboxPage() {
  const { unread, type } = useSearch({ from: "/signed-in/notifications" });
  const navigate = useNavigate();
  const show = (search: InboxSearch) => void navigate({ to: "/notifications", search, replace: true });
  const markAll = useAction(() => unwrap(client.notifications.markAllRead()));
  return (
    <Page
      title="Notifications"
      actions={
        <>
          <Button look="quiet" isBusy={markAll.isPending} onClick={() => markAll.act()}>
            Mark all read
          </Button>
          <Link to="/settings/notifications" className={buttonClass("quiet")}>
            Preferences
          </Link>
        </>
      }
    >
      <div className="flex flex-wrap items-end gap-3">
        <fieldset aria-label="Which" className="flex gap-1 rounded-xl bg-sunken p-1">
          {[undefined, true as const].map((wanted) => (
            <button
              key={String(wanted)}
              type="button"
              aria-pressed={unread === wanted}
              onClick={() => show({ ...(wanted && { unread: wanted }), ...(type && { type }) })}
              className="min-h-9 rounded-lg px-4 text-sm font-medium aria-pressed:bg-surface aria-pressed:shadow-sm"
            >
              {wanted ? "Unread" : "All"}
            </button>
          ))}
        </fieldset>
        <div className="min-w-48">
          <Select
            label="Kind"
            options={{ "": "Every kind", ...typeNames }}
            value={type ?? ""}
            onChange={({ target: { value } }) =>
              show({ ...(unread && { unread }), ...(isNotificationType(value) && { type: value }) })
            }
          />
        </div>
      </div>
      {markAll.problem !== null && <Notice look="problem">{markAll.problem}</Notice>}
      <Found filter={{ ...(unread && { unread }), ...(type && { type }) }} />
    </Page>
  );
}

function Found({ filter }: { filter: InboxSearch }) {
  const query = useInfiniteQuery(inboxQuery(filter));
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = query;
  if (!data) {
    return error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading what="notifications" />;
  }
  const found = itemsOf(data);
  return (
    <div className="rounded-2xl border border-line bg-surface p-2">
      {found.length === 0 && <p className="p-6 text-center text-sm text-muted">Nothing here.</p>}
      <ul aria-label="Notifications" className="grid gap-0.5">
        {found.map((notification) => (
          <NotificationItem key={notification.id} notification={notification} canMark />
        ))}
      </ul>
      {hasNextPage && (
        <Button look="bare" className="w-full" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show older
        </Button>
      )}
    </div>
  );
}
