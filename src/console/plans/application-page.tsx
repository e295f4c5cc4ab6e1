import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Application } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { meQuery } from "../app/queries.ts";
import { failureOf, unwrap } from "../app/request-failed.ts";
import { moment } from "../app/time.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { ConfirmButton } from "../ui/confirm-button.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Page } from "../ui/page.tsx";
import { Decide } from "./decide.tsx";
import { applicationQuery, applicationsKey } from "./queries.ts";
import { StateMark } from "./state-mark.tsx";
import { useNews } from "./use-news.ts";

const words = { ILLEGAL_TRANSITION: t("plans.decision.tooLate") };

/** One application: who applied for what, how it stands, and its decision for whose it is. */
export function ApplicationPage() {
  const { applicationId } = useParams({ from: "/signed-in/applications/$applicationId" });
  const { data: me } = useSuspenseQuery(meQuery);
  const query = useQuery(applicationQuery(applicationId));
  useNews(["application_approved", "application_rejected"], applicationsKey);
  const isGone = query.error !== null && failureOf(query.error).status === 404;
  return (
    <Page title={t("plans.application.title")}>
      {isGone ? (
        <p className="text-muted">{t("plans.application.gone")}</p>
      ) : (
        <Loaded query={query} what={t("plans.application.loading")}>
          {(application) => <About application={application} isOwn={application.applicant?.id === me.id} />}
        </Loaded>
      )}
    </Page>
  );
}

function About({ application, isOwn }: { application: Application; isOwn: boolean }) {
  const { planId, planName, message, status, reason } = application;
  const isOpen = status === "submitted";
  return (
    <section className="grid grid-cols-1 gap-5 rounded-2xl border border-line bg-surface p-5 sm:p-6">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="font-semibold">
          <Link to="/plans/$planId" params={{ planId }} className="rounded underline-offset-3 hover:underline">
            <bdi>{planName}</bdi>
          </Link>
        </h2>
        <StateMark status={status} />
      </div>
      <Dates application={application} />
      <Words title={t("plans.application.message")}>{message ?? t("plans.application.noMessage")}</Words>
      {reason !== null && <Words title={t("plans.application.reason")}>{reason}</Words>}
      {isOpen && isOwn && (
        <>
          <p className="text-sm text-muted">{t("plans.application.waiting")}</p>
          <Withdraw application={application} />
        </>
      )}
      {isOpen && !isOwn && <Decide application={application} />}
    </section>
  );
}

function Dates({ application: { applicant, status, createdAt, decidedAt } }: { application: Application }) {
  const name = applicant?.displayName ?? t("plans.application.somebody");
  return (
    <div className="grid gap-0.5 text-sm text-muted">
      <p>
        {applicant ? (
          <Link
            to="/users/$username"
            params={{ username: applicant.username }}
            className="font-medium text-ink underline-offset-3 hover:underline"
          >
            <bdi>{name}</bdi>
          </Link>
        ) : (
          name
        )}{" "}
        · {t("plans.application.applied", { when: moment(createdAt) })}
      </p>
      {decidedAt !== null && status !== "submitted" && (
        <p>{t(`plans.application.decided.${status}`, { when: moment(decidedAt) })}</p>
      )}
    </div>
  );
}

function Words({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-1 gap-1">
      <h3 className="text-xs font-medium text-muted">{title}</h3>
      <p dir="auto" className="text-sm whitespace-pre-wrap wrap-anywhere">
        {children}
      </p>
    </div>
  );
}

function Withdraw({ application: { id } }: { application: Application }) {
  const withdraw = useAction(() => unwrap(client.memberships.withdraw(id)), { stale: [applicationsKey], words });
  return (
    <ConfirmButton
      label={t("plans.application.withdraw")}
      title={t("plans.application.withdrawTitle")}
      work={withdraw}
      className="justify-self-start"
    >
      {t("plans.application.withdrawText")}
    </ConfirmButton>
  );
}
