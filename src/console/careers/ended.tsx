import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { JobApplication } from "../../client/index.ts";
import { moment } from "../app/time.ts";
import { t } from "../strings/later.ts";
import { Item } from "../ui/item.tsx";
import { PagedList } from "../ui/paged-list.tsx";
import { stateNames, type Status } from "./progress.ts";
import { boardQuery } from "./queries.ts";
import { StateMark } from "./state-mark.tsx";

/** The applications for a job that came to nothing, for who asks. */
export function Ended({ jobId }: { jobId: string }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary className="w-fit cursor-pointer rounded text-sm text-muted hover:text-ink">
        {t("careers.board.ended")}
      </summary>
      {isOpen && (
        <div className="grid grid-cols-1 gap-3 pt-3 md:grid-cols-2">
          <EndedList jobId={jobId} status="rejected" />
          <EndedList jobId={jobId} status="withdrawn" />
        </div>
      )}
    </details>
  );
}

function EndedList({ jobId, status }: { jobId: string; status: Status }) {
  const query = useInfiniteQuery(boardQuery(jobId, status));
  return (
    <PagedList
      query={query}
      what={t("careers.board.column", { state: stateNames[status] })}
      nothing={t("careers.board.noneEnded")}
    >
      {(application) => <EndedItem key={application.id} application={application} />}
    </PagedList>
  );
}

function EndedItem({ application: { id, applicant, status, updatedAt } }: { application: JobApplication }) {
  const name = applicant?.displayName ?? t("careers.application.somebody");
  return (
    <Item
      title={
        <>
          <Link
            to="/job-applications/$applicationId"
            params={{ applicationId: id }}
            aria-label={t("careers.board.openOf", { name })}
            className="rounded underline-offset-3 hover:underline"
          >
            <bdi>{name}</bdi>
          </Link>
          <StateMark status={status} />
        </>
      }
      detail={<time dateTime={updatedAt}>{moment(updatedAt)}</time>}
    />
  );
}
