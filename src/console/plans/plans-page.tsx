import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Plan } from "../../client/index.ts";
import { moment } from "../app/time.ts";
import { Button } from "../ui/button.tsx";
import { Item } from "../ui/item.tsx";
import { Page } from "../ui/page.tsx";
import { PagedList } from "../ui/paged-list.tsx";
import { ApplyDialog } from "./apply-dialog.tsx";
import { describePrice } from "./price.ts";
import { applicationsQuery, plansQuery } from "./queries.ts";

/** The plans that one can apply for, and what became of one's applications. */
export function PlansPage() {
  const plans = useInfiniteQuery(plansQuery);
  const applications = useInfiniteQuery(applicationsQuery);
  return (
    <Page title="Plans">
      <PagedList query={plans} what="plans" nothing="There are no plans.">
        {(plan) => <PlanItem key={plan.id} plan={plan} />}
      </PagedList>
      <h2 className="font-semibold">Your applications</h2>
      <PagedList query={applications} what="applications" nothing="You have not applied for anything.">
        {({ id, planName, status, createdAt }) => (
          <Item key={id} title={planName} mark={status} detail={moment(createdAt)}>
            <Link
              to="/applications/$applicationId"
              params={{ applicationId: id }}
              className="text-sm underline underline-offset-3"
            >
              Open
            </Link>
          </Item>
        )}
      </PagedList>
    </Page>
  );
}

function PlanItem({ plan }: { plan: Plan }) {
  const [isApplying, setIsApplying] = useState(false);
  return (
    <Item
      title={plan.name}
      detail={
        <>
          {describePrice(plan)}
          {plan.description !== null && <span className="block">{plan.description}</span>}
        </>
      }
    >
      <Button look="quiet" aria-label={`Apply for ${plan.name}`} onClick={() => setIsApplying(true)}>
        Apply
      </Button>
      {isApplying && <ApplyDialog plan={plan} onClose={() => setIsApplying(false)} />}
    </Item>
  );
}
