import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { Plan } from "../../client/index.ts";
import { may } from "../admin/places.ts";
import { client } from "../app/client.ts";
import { meQuery } from "../app/queries.ts";
import { failureOf, unwrap } from "../app/request-failed.ts";
import { moment } from "../app/time.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { ConfirmButton } from "../ui/confirm-button.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Notice } from "../ui/notice.tsx";
import { Page } from "../ui/page.tsx";
import { ApplyOrStanding } from "./apply-or-standing.tsx";
import { PlanApplications } from "./plan-applications.tsx";
import { PlanForm } from "./plan-form.tsx";
import { describePrice } from "./price.ts";
import { planQuery, plansKey } from "./queries.ts";

/** One plan: what it offers, and for those who decide on them the applications for it. */
export function PlanPage() {
  const { planId } = useParams({ from: "/signed-in/plans/$planId" });
  const { data: me } = useSuspenseQuery(meQuery);
  const query = useQuery(planQuery(planId));
  const isGone = query.error !== null && failureOf(query.error).status === 404;
  const decides = query.data?.creator?.id === me.id || may(me, "application.decide");
  return (
    <Page title={query.data?.name ?? t("plans.page.title")}>
      {isGone ? (
        <Gone />
      ) : (
        <Loaded query={query} what={t("plans.plan.loading")}>
          {(plan) => (
            <>
              <About plan={plan} canManage={may(me, "plan.manage")} />
              {decides && <PlanApplications planId={planId} />}
            </>
          )}
        </Loaded>
      )}
    </Page>
  );
}

function Gone() {
  return (
    <p className="text-muted">
      {t("plans.plan.gone")}{" "}
      <Link to="/plans" className="underline underline-offset-3">
        {t("plans.plan.all")}
      </Link>
    </p>
  );
}

function About({ plan, canManage }: { plan: Plan; canManage: boolean }) {
  const { description, status } = plan;
  return (
    <section className="grid grid-cols-1 gap-4 rounded-2xl border border-line bg-surface p-5 sm:p-6">
      <p className="font-display text-lg font-semibold">{describePrice(plan)}</p>
      {description !== null && (
        <p dir="auto" className="text-sm whitespace-pre-wrap wrap-anywhere">
          {description}
        </p>
      )}
      {status === "archived" && <Notice look="note">{t("plans.plan.closed")}</Notice>}
      <OfferedBy plan={plan} />
      <div className="flex flex-wrap items-center gap-2">
        <ApplyOrStanding plan={plan} look="primary" />
        {canManage && status === "active" && <Manage plan={plan} />}
      </div>
    </section>
  );
}

function OfferedBy({ plan: { creator, createdAt } }: { plan: Plan }) {
  const who = () =>
    creator ? (
      <Link
        to="/users/$username"
        params={{ username: creator.username }}
        className="font-medium text-ink underline-offset-3 hover:underline"
      >
        <bdi>{creator.displayName}</bdi>
      </Link>
    ) : (
      t("plans.plan.somebody")
    );
  return <p className="text-sm text-muted">{t.rich("plans.plan.by", { who, when: moment(createdAt) })}</p>;
}

function Manage({ plan }: { plan: Plan }) {
  const [isEditing, setIsEditing] = useState(false);
  const close = useAction(() => unwrap(client.memberships.archivePlan(plan.id)), { stale: [plansKey] });
  const { name } = plan;
  return (
    <>
      <Button look="quiet" onClick={() => setIsEditing(true)}>
        {t("plans.plan.edit")}
      </Button>
      {isEditing && <PlanForm plan={plan} onClose={() => setIsEditing(false)} />}
      <ConfirmButton
        label={t("plans.plan.close")}
        name={t("plans.plan.closeName", { name })}
        title={t("plans.plan.closeTitle", { name })}
        work={close}
      >
        {t("plans.plan.closeText")}
      </ConfirmButton>
    </>
  );
}
