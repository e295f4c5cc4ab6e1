import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useInfiniteQuery } from "@tanstack/react-query";
import { notificationsQuery } from "../app/queries.ts";
import type { InboxFilter } from "../notifications/apply-event.ts";
import { markAllRead } from "../notifications/notification-lists.ts";
import { PushHint } from "../push/push-hint.tsx";
import { t } from "../strings/later.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { Found } from "./found.tsx";

/** All that happened, by whether it is read and by kind. */
export function InboxPage() {
  const { unread, type } = useSearch({ from: "/signed-in/notifications" });
  const navigate = useNavigate();
  const { data } = useInfiniteQuery(notificationsQuery);
  const filter: InboxFilter = { ...(unread && { unread }), ...(type && { type }) };
  const show = (search: InboxFilter) => void navigate({ to: "/notifications", search, replace: true });
  return (
    <Page
      title={t("inbox.title")}
      actions={
        <>
          {(data?.pages[0]?.unreadCount ?? 0) > 0 && (
            <Button look="quiet" onClick={markAllRead}>
              {t("inbox.markAll")}
            </Button>
          )}
          <Link to="/settings/notifications" className={buttonClass("quiet")}>
            {t("inbox.preferences")}
          </Link>
        </>
      }
    >
      <FilterBar filter={filter} onChange={show} />
      <PushHint />
      <Found filter={filter} onShowAll={() => show({})} />
    </Page>
  );
}
