import { keepPreviousData, useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Job } from "../../client/index.ts";
import { may } from "../admin/places.ts";
import { meQuery } from "../app/queries.ts";
import { dayName } from "../app/time.ts";
import { useSettled } from "../app/use-settled.ts";
import { SearchField } from "../find/search-field.tsx";
import { t } from "../strings/later.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { PagedList } from "../ui/paged-list.tsx";
import { JobForm } from "./job-form.tsx";
import { jobsQuery } from "./queries.ts";
import { StateMark } from "./state-mark.tsx";
import { useOwnApplication } from "./use-own-application.ts";

/** The jobs that one can apply for. */
export function JobsPage() {
  const [text, setText] = useState("");
  const wanted = useSettled(text.trim(), 200);
  const query = useInfiniteQuery({ ...jobsQuery(wanted), placeholderData: keepPreviousData });
  return (
    <Page title={t("careers.jobs.title")} actions={<Actions />}>
      <search className="flex">
        <SearchField label={t("careers.jobs.search")} text={text} onChange={setText} />
      </search>
      <PagedList
        query={query}
        what={t("careers.jobs.list")}
        nothing={wanted === "" ? t("careers.jobs.none") : t("careers.jobs.notFound")}
      >
        {(job) => <JobItem key={job.id} job={job} />}
      </PagedList>
    </Page>
  );
}

function Actions() {
  const { data: me } = useSuspenseQuery(meQuery);
  const [isPosting, setIsPosting] = useState(false);
  return (
    <>
      <Link to="/job-applications" className={buttonClass("quiet")}>
        {t("careers.jobs.yours")}
      </Link>
      {may(me, "job.manage") && <Button onClick={() => setIsPosting(true)}>{t("careers.jobs.post")}</Button>}
      {isPosting && <JobForm onClose={() => setIsPosting(false)} />}
    </>
  );
}

function JobItem({ job: { id, title, description, location, createdAt } }: { job: Job }) {
  const own = useOwnApplication(id);
  return (
    <li className="grid grid-cols-1 gap-1">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Link
          to="/jobs/$jobId"
          params={{ jobId: id }}
          className="rounded text-sm font-medium wrap-anywhere underline-offset-3 hover:underline"
        >
          <bdi>{title}</bdi>
        </Link>
        {own && <StateMark status={own.status} />}
      </div>
      <p className="text-sm text-muted">
        {location !== null && (
          <>
            <bdi>{location}</bdi> ·{" "}
          </>
        )}
        <time dateTime={createdAt}>{dayName(createdAt)}</time>
      </p>
      <p className="line-clamp-2 text-sm wrap-anywhere">
        <bdi>{description}</bdi>
      </p>
    </li>
  );
}
