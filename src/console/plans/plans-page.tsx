import { useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Application, Plan } from "../../client/index.ts";
import { may } from "../admin/places.ts";
import { meQuery } from "../app/queries.ts";
import { moment } from "../app/time.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Item } from "../ui/item.tsx";
import { Page } from "../ui/page.tsx";
import { PagedList } from "../ui/paged-list.tsx";
import { ApplyOrStanding } from "./apply-or-standing.tsx";
import { PlanForm } from "./plan-form.tsx";
import { describePrice } from "./price.ts";
import { applicationsKey, ownApplicationsQuery, plansQuery } from "./queries.ts";
import { StateMark } from "./state-mark.tsx";
import { useNews } from "./use-news.ts";

const linkClass = "rounded underline-offset-3 hover:underline";

/** The plans that one can apply for, and what became of one's applications. */
export function PlansPage() {
  const plans = useInfiniteQuery(plansQuery);
  const applications = useInfiniteQuery(ownApplicationsQuery);
  useNews(["application_approved", "application_rejected"], applicationsKey);
  return (
    <Page title={t("plans.page.title")} actions={<NewPlan />}>
      <PagedList query={plans} what={t("plans.page.plans")} nothing={t("plans.page.none")}>
        {(plan) => <PlanItem key={plan.id} plan={plan} />}
      </PagedList>
      <h2 className="font-semibold">{t("plans.page.yours")}</h2>
      <PagedList query={applications} what={t("plans.page.applications")} nothing={t("plans.page.noApplications")}>
        {(application) => <OwnApplication key={application.id} application={application} />}
      </PagedList>
    </Page>
  );
}

function NewPlan() {
  const { data: me } = useSuspenseQuery(meQuery);
  const [isOpen, setIsOpen] = useState(false);
  if (!may(me, "plan.manage")) return null;
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>{t("plans.page.new")}</Button>
      {isOpen && <PlanForm onClose={() => setIsOpen(false)} />}
    </>
  );
}

function PlanItem({ plan }: { plan: Plan }) {
  return (
    <Item
      title={
        <Link to="/plans/$planId" params={{ planId: plan.id }} className={linkClass}>
          <bdi>{plan.name}</bdi>
        </Link>
      }
      detail={
        <>
          {describePrice(plan)}
          {plan.description !== null && (
            <span className="line-clamp-2">
              <bdi>{plan.description}</bdi>
            </span>
          )}
        </>
      }
    >
      <ApplyOrStanding plan={plan} />
    </Item>
  );
}

function OwnApplication({ application: { id, planName, status, createdAt } }: { application: Application }) {
  return (
    <Item
      title={
        <>
          <Link
            to="/applications/$applicationId"
            params={{ applicationId: id }}
            aria-label={t("plans.application.openName", { name: planName })}
            className={linkClass}
          >
            <bdi>{planName}</bdi>
          </Link>
          <StateMark status={status} />
        </>
      }
      detail={<time dateTime={createdAt}>{moment(createdAt)}</time>}
    />
  );
}
