import { useInfiniteQuery, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import type { Replay } from "../../client/index.ts";
import { meQuery } from "../app/queries.ts";
import { t } from "../strings/later.ts";
import { PagedList } from "../ui/paged-list.tsx";
import { Select } from "../ui/select.tsx";
import { changed, type EventSearch } from "./admin-search.ts";
import { EventRow } from "./event-row.tsx";
import { EventStatistics } from "./event-statistics.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { MomentField } from "./moment-field.tsx";
import { eventsQuery, eventTypesQuery } from "./operation-queries.ts";
import { PageHead } from "./page-head.tsx";
import { may } from "./places.ts";
import { ReplayMany } from "./replay-many.tsx";
import { ReplayProgress } from "./replay-progress.tsx";
import { eventStates, stateNamed, textsOf } from "./states.ts";

/** What happened, and how far the reactions to it have come. */
export function EventsPage() {
  const search = useSearch({ from: "/signed-in/admin/events" });
  const { state: stateName, ...rest } = search;
  const state = stateNamed(eventStates, stateName);
  const query = useInfiniteQuery(eventsQuery({ ...rest, ...(state && { state }) }));
  const { data: me } = useSuspenseQuery(meQuery);
  const [replay, setReplay] = useState<Replay | null>(null);
  return (
    <>
      <PageHead title={t("admin.places.events")}>
        {may(me, "event.replay") && <ReplayMany search={search} onStarted={setReplay} />}
      </PageHead>
      {replay && replay.jobId !== null && (
        <ReplayProgress key={replay.jobId} replay={replay} jobId={replay.jobId} onClose={() => setReplay(null)} />
      )}
      <Filter search={search} />
      <PagedList query={query} what={t("admin.events.list")} nothing={t("admin.events.nothing")}>
        {(event) => <EventRow key={event.id} event={event} canReplay={may(me, "event.replay")} />}
      </PagedList>
      <EventStatistics />
    </>
  );
}

function Filter({ search }: { search: EventSearch }) {
  const navigate = useNavigate();
  const { data: types = [] } = useQuery(eventTypesQuery);
  const show = (changes: EventSearch) =>
    void navigate({ to: "/admin/events", search: changed(search, changes), replace: true });
  return (
    <FilterBar>
      <Select
        label={t("admin.events.type")}
        options={{ "": t("admin.events.everyType"), ...Object.fromEntries(types.map(({ type }) => [type, type])) }}
        value={search.type ?? ""}
        onChange={({ target: { value } }) => show({ type: value })}
      />
      <Select
        label={t("admin.filter.state")}
        options={{ "": t("admin.filter.everyState"), ...textsOf(eventStates) }}
        value={search.state ?? ""}
        onChange={({ target: { value } }) => show({ state: value })}
      />
      <MomentField
        label={t("admin.filter.from")}
        name="from"
        moment={search.from}
        onChange={(from) => show({ from: from ?? "" })}
      />
      <MomentField
        label={t("admin.filter.to")}
        name="to"
        moment={search.to}
        onChange={(to) => show({ to: to ?? "" })}
      />
    </FilterBar>
  );
}
