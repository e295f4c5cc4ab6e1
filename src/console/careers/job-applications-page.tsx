import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { JobApplication } from "../../client/index.ts";
import { moment } from "../app/time.ts";
import { useNews } from "../plans/use-news.ts";
import { t } from "../strings/later.ts";
import { buttonClass } from "../ui/button.tsx";
import { Item } from "../ui/item.tsx";
import { Page } from "../ui/page.tsx";
import { PagedList } from "../ui/paged-list.tsx";
import { jobApplicationsKey, ownJobApplicationsQuery } from "./queries.ts";
import { StateMark } from "./state-mark.tsx";

/** The jobs that one has applied for, and how far each application has come. */
export function JobApplicationsPage() {
  const query = useInfiniteQuery(ownJobApplicationsQuery);
  useNews(["job_application_status"], jobApplicationsKey);
  return (
    <Page
      title={t("careers.applications.title")}
      actions={
        <Link to="/jobs" className={buttonClass("quiet")}>
          {t("careers.applications.findJobs")}
        </Link>
      }
    >
      <PagedList query={query} what={t("careers.applications.list")} nothing={t("careers.applications.none")}>
        {(application) => <Line key={application.id} application={application} />}
      </PagedList>
    </Page>
  );
}

function Line({ application: { id, jobTitle, status, updatedAt } }: { application: JobApplication }) {
  return (
    <Item
      title={
        <>
          <Link
            to="/job-applications/$applicationId"
            params={{ applicationId: id }}
            className="rounded underline-offset-3 hover:underline"
          >
            <bdi>{jobTitle}</bdi>
          </Link>
          <StateMark status={status} />
        </>
      }
      detail={<time dateTime={updatedAt}>{moment(updatedAt)}</time>}
    />
  );
}
