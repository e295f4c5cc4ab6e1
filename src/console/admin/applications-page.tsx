import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Application } from "../../client/index.ts";
import { ApplicationItem } from "../plans/application-item.tsx";
import { applicationsKey, everyApplicationQuery } from "../plans/queries.ts";
import { StateFilter } from "../plans/state-filter.tsx";
import { useNews } from "../plans/use-news.ts";
import { t } from "../strings/later.ts";
import { PagedList } from "../ui/paged-list.tsx";
import { PageHead } from "./page-head.tsx";

/** The applications for every plan, those first that have waited longest. */
export function ApplicationsPage() {
  const [status, setStatus] = useState<Application["status"] | undefined>("submitted");
  const query = useInfiniteQuery(everyApplicationQuery(status));
  useNews(["application_submitted"], applicationsKey);
  const nothing = status === "submitted" ? t("plans.applications.allDone") : t("plans.applications.none");
  return (
    <>
      <PageHead title={t("plans.applications.title")} />
      <StateFilter status={status} onChange={setStatus} />
      <PagedList query={query} what={t("plans.applications.list")} nothing={nothing}>
        {(application) => <ApplicationItem key={application.id} application={application} namesPlan />}
      </PagedList>
    </>
  );
}
