import { useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Application } from "../../client/index.ts";
import { meQuery } from "../app/queries.ts";
import { moment } from "../app/time.ts";
import { t } from "../strings/later.ts";
import { Item } from "../ui/item.tsx";
import { Decide } from "./decide.tsx";
import { StateMark } from "./state-mark.tsx";

const linkClass = "rounded underline-offset-3 hover:underline";

type ApplicationItemProps = {
  application: Application;
  /** Whether it says for which plan it is. */
  namesPlan?: boolean;
};

/** One application in a list of those who decide on it. */
export function ApplicationItem({ application, namesPlan = false }: ApplicationItemProps) {
  const { id, applicant, status, message, reason, createdAt } = application;
  const { data: me } = useSuspenseQuery(meQuery);
  const name = applicant?.displayName ?? t("plans.application.somebody");
  return (
    <Item
      title={
        <>
          <Link
            to="/applications/$applicationId"
            params={{ applicationId: id }}
            aria-label={t("plans.application.openOf", { name })}
            className={linkClass}
          >
            <bdi>{name}</bdi>
          </Link>
          {namesPlan && <ForPlan application={application} />}
          <StateMark status={status} />
        </>
      }
      detail={
        <>
          <time dateTime={createdAt}>{moment(createdAt)}</time>
          {message !== null && (
            <span className="line-clamp-2">
              <bdi>{message}</bdi>
            </span>
          )}
          {reason !== null && (
            <span className="block text-danger">
              <bdi>{reason}</bdi>
            </span>
          )}
        </>
      }
    >
      {status === "submitted" && applicant?.id !== me.id && <Decide application={application} />}
    </Item>
  );
}

function ForPlan({ application: { planId, planName } }: { application: Application }) {
  const plan = () => (
    <Link to="/plans/$planId" params={{ planId }} className={linkClass}>
      <bdi>{planName}</bdi>
    </Link>
  );
  return <span className="font-normal text-muted">{t.rich("plans.applications.for", { plan })}</span>;
}
