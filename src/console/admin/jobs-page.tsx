import { useInfiniteQuery, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { meQuery } from "../app/queries.ts";
import { t } from "../strings/later.ts";
import { PagedList } from "../ui/paged-list.tsx";
import { Select } from "../ui/select.tsx";
import { changed, type JobSearch } from "./admin-search.ts";
import { FilterBar } from "./filter-bar.tsx";
import { JobRow } from "./job-row.tsx";
import { JobStatistics } from "./job-statistics.tsx";
import { jobsQuery, jobStatisticsQuery } from "./operation-queries.ts";
import { PageHead } from "./page-head.tsx";
import { may } from "./places.ts";
import { queueNamed, queues } from "./queues.ts";
import { RetryAll } from "./retry-all.tsx";
import { jobStates, stateNamed, textsOf } from "./states.ts";

/** What is done in the background. */
export function JobsPage() {
  const search = useSearch({ from: "/signed-in/admin/jobs" });
  const [state, queue] = [stateNamed(jobStates, search.state), queueNamed(search.queue)];
  const which = { ...(search.type !== undefined && { type: search.type }), ...(queue && { queue }) };
  const query = useInfiniteQuery(jobsQuery({ ...which, ...(state && { state }) }));
  const { data: me } = useSuspenseQuery(meQuery);
  const canManage = may(me, "queue.manage");
  return (
    <>
      <PageHead title={t("admin.places.jobs")}>{canManage && <RetryAll which={which} />}</PageHead>
      <Filter search={search} />
      <PagedList query={query} what={t("admin.jobs.list")} nothing={t("admin.jobs.nothing")}>
        {(job) => <JobRow key={job.id} job={job} canManage={canManage} />}
      </PagedList>
      <JobStatistics />
    </>
  );
}

function Filter({ search }: { search: JobSearch }) {
  const navigate = useNavigate();
  const { data: statistics } = useQuery(jobStatisticsQuery);
  const known = statistics?.items.map(({ type }) => type) ?? [];
  const types = [...new Set([...known, ...(search.type === undefined ? [] : [search.type])])].sort();
  const show = (changes: JobSearch) =>
    void navigate({ to: "/admin/jobs", search: changed(search, changes), replace: true });
  return (
    <FilterBar>
      <Select
        label={t("admin.jobs.queue")}
        options={{ "": t("admin.jobs.everyQueue"), ...Object.fromEntries(queues.map((name) => [name, name])) }}
        value={search.queue ?? ""}
        onChange={({ target: { value } }) => show({ queue: value })}
      />
      <Select
        label={t("admin.jobs.type")}
        options={{ "": t("admin.jobs.everyType"), ...Object.fromEntries(types.map((name) => [name, name])) }}
        value={search.type ?? ""}
        onChange={({ target: { value } }) => show({ type: value })}
      />
      <Select
        label={t("admin.filter.state")}
        options={{ "": t("admin.filter.everyState"), ...textsOf(jobStates) }}
        value={search.state ?? ""}
        onChange={({ target: { value } }) => show({ state: value })}
      />
    </FilterBar>
  );
}
