import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { JobApplication } from "../../client/index.ts";
import { itemsOf } from "../app/items.ts";
import { timeOrDay } from "../app/time.ts";
import { useNews } from "../plans/use-news.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { LoadFailed } from "../ui/load-failed.tsx";
import { Ended } from "./ended.tsx";
import { MoveButtons } from "./move-buttons.tsx";
import { stateNames, type Status, steps } from "./progress.ts";
import { boardQuery, jobApplicationsKey } from "./queries.ts";

/** The applications for a job, by how far each has come. */
export function Board({ jobId }: { jobId: string }) {
  useNews(["application_submitted"], jobApplicationsKey);
  return (
    <section aria-label={t("careers.board.title")} className="grid grid-cols-1 gap-4">
      <h2 className="font-semibold">{t("careers.board.title")}</h2>
      <div className="grid grid-cols-1 items-start gap-3 md:grid-cols-5">
        {steps.map((status) => (
          <Column key={status} jobId={jobId} status={status} />
        ))}
      </div>
      <Ended jobId={jobId} />
    </section>
  );
}

function Column({ jobId, status }: { jobId: string; status: Status }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    boardQuery(jobId, status),
  );
  const items = itemsOf(data);
  const count = `${items.length}${hasNextPage ? "+" : ""}`;
  const name = stateNames[status];
  return (
    <div className="grid grid-cols-1 gap-2 rounded-xl bg-sunken p-2">
      <h3 className="flex items-baseline justify-between gap-2 px-1 pt-0.5 text-sm font-medium">
        {name} {data && <span className="text-xs font-normal text-muted tabular-nums">{count}</span>}
      </h3>
      {error && !data && <LoadFailed error={error} onRetry={() => void refetch()} />}
      {data && items.length === 0 && <p className="px-1 pb-1 text-xs text-muted">{t("careers.board.none")}</p>}
      <ul aria-label={t("careers.board.column", { state: name })} className="grid grid-cols-1 gap-2 empty:hidden">
        {items.map((application) => (
          <Card key={application.id} application={application} />
        ))}
      </ul>
      {hasNextPage && (
        <Button look="bare" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("careers.board.more")}
        </Button>
      )}
    </div>
  );
}

function Card({ application }: { application: JobApplication }) {
  const { id, applicant, message, updatedAt } = application;
  const name = applicant?.displayName ?? t("careers.application.somebody");
  return (
    <li className="grid animate-appear grid-cols-1 gap-1.5 rounded-lg border border-line bg-surface p-2.5 text-sm">
      <div className="flex items-baseline justify-between gap-2">
        <Link
          to="/job-applications/$applicationId"
          params={{ applicationId: id }}
          aria-label={t("careers.board.openOf", { name })}
          className="truncate rounded font-medium underline-offset-3 hover:underline"
        >
          <bdi>{name}</bdi>
        </Link>
        <time dateTime={updatedAt} className="shrink-0 text-xs text-muted">
          {timeOrDay(updatedAt)}
        </time>
      </div>
      <p dir="auto" className="line-clamp-3 text-xs text-muted wrap-anywhere">
        {message}
      </p>
      <MoveButtons application={application} isSmall />
    </li>
  );
}
