import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Application } from "../../client/index.ts";
import { t } from "../strings/later.ts";
import { PagedList } from "../ui/paged-list.tsx";
import { ApplicationItem } from "./application-item.tsx";
import { applicationsKey, planApplicationsQuery } from "./queries.ts";
import { StateFilter } from "./state-filter.tsx";
import { useNews } from "./use-news.ts";

/** Who applied for a plan, for those who decide on it. */
export function PlanApplications({ planId }: { planId: string }) {
  const [status, setStatus] = useState<Application["status"] | undefined>(undefined);
  const query = useInfiniteQuery(planApplicationsQuery(planId, status));
  useNews(["application_submitted"], applicationsKey);
  return (
    <>
      <div className="flex flex-wrap items-end justify-between gap-3">
        <h2 className="font-semibold">{t("plans.plan.applications")}</h2>
        <StateFilter status={status} onChange={setStatus} />
      </div>
      <PagedList query={query} what={t("plans.applications.list")} nothing={t("plans.applications.none")}>
        {(application) => <ApplicationItem key={application.id} application={application} />}
      </PagedList>
    </>
  );
}
