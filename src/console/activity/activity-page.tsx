import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { itemsOf } from "../app/items.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { LoadFailed } from "../ui/load-failed.tsx";
import { Loading } from "../ui/loading.tsx";
import { Section } from "../ui/section.tsx";
import { Select } from "../ui/select.tsx";
import { type ActivitySearch, type EventKind, isEventKind } from "./activity-search.ts";
import { EventItem } from "./event-item.tsx";
import { securityEventsQuery } from "./queries.ts";

const kindNames: Record<EventKind, string> = {
  signIn: t("activity.filter.kinds.signIn"),
  password: t("activity.filter.kinds.password"),
  factors: t("activity.filter.kinds.factors"),
  sessions: t("activity.filter.kinds.sessions"),
  access: t("activity.filter.kinds.access"),
};

/** What happened to the account's security. */
export function ActivityPage() {
  const filter = useSearch({ from: "/signed-in/settings/activity" });
  return (
    <>
      <title>{`${t("activity.page.title")} · Atrium`}</title>
      <Section title={t("activity.page.heading")}>
        <p className="text-sm text-muted">{t("activity.page.text")}</p>
        <Filter filter={filter} />
        <Events filter={filter} />
      </Section>
    </>
  );
}

function Filter({ filter: { kind, refused } }: { filter: ActivitySearch }) {
  const navigate = useNavigate();
  const show = (search: ActivitySearch) => void navigate({ to: "/settings/activity", search, replace: true });
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
      <div className="min-w-0 flex-1 basis-60">
        <Select
          label={t("activity.filter.label")}
          options={{ "": t("activity.filter.kinds.all"), ...kindNames }}
          value={kind ?? ""}
          onChange={({ target: { value } }) =>
            show({ ...(isEventKind(value) && { kind: value }), ...(refused && { refused }) })
          }
        />
      </div>
      <div className="sm:mt-6">
        <Checkbox
          label={t("activity.filter.refused")}
          checked={refused === true}
          onChange={({ target: { checked } }) => show({ ...(kind && { kind }), ...(checked && { refused: true }) })}
        />
      </div>
    </div>
  );
}

function Events({ filter }: { filter: ActivitySearch }) {
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage, isPlaceholderData } = useInfiniteQuery(
    securityEventsQuery(filter),
  );
  if (!data) {
    const what = t("activity.page.what");
    return error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading what={what} />;
  }
  const events = itemsOf(data);
  return (
    <>
      {events.length === 0 && <p className="py-4 text-center text-sm text-muted">{t("activity.page.none")}</p>}
      <ul
        aria-label={t("activity.page.list")}
        aria-busy={isPlaceholderData}
        className="divide-y divide-line transition-opacity *:py-3 aria-busy:opacity-60"
      >
        {events.map((event) => (
          <EventItem key={event.id} event={event} />
        ))}
      </ul>
      {hasNextPage && (
        <Button look="quiet" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("activity.page.older")}
        </Button>
      )}
    </>
  );
}
