import { useInfiniteQuery } from "@tanstack/react-query";
import { itemsOf } from "../app/items.ts";
import { Button } from "../ui/button.tsx";
import { LoadFailed } from "../ui/load-failed.tsx";
import { Loading } from "../ui/loading.tsx";
import { Section } from "../ui/section.tsx";
import { EventItem } from "./event-item.tsx";
import { securityEventsQuery } from "./queries.ts";

/** What happened to the account's security. */
export function ActivityPage() {
  return (
    <>
      <title>Activity · Atrium</title>
      <Section title="Security activity">
        <p className="text-sm text-muted">
          If something here was not you, change your password and sign out elsewhere.
        </p>
        <Events />
      </Section>
    </>
  );
}

function Events() {
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(securityEventsQuery);
  if (!data) return error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading what="activity" />;
  return (
    <>
      <ul className="grid gap-3">
        {itemsOf(data).map((event) => (
          <EventItem key={event.id} event={event} />
        ))}
      </ul>
      {hasNextPage && (
        <Button look="quiet" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show older
        </Button>
      )}
    </>
  );
}
