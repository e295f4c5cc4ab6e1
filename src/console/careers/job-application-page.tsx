import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { JobApplication } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { meQuery } from "../app/queries.ts";
import { failureOf, unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { useNews } from "../plans/use-news.ts";
import { t } from "../strings/later.ts";
import { ConfirmButton } from "../ui/confirm-button.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Page } from "../ui/page.tsx";
import { MoveButtons } from "./move-buttons.tsx";
import { isOpen } from "./progress.ts";
import { jobApplicationQuery, jobApplicationsKey } from "./queries.ts";
import { Stepper } from "./stepper.tsx";

const words = { ILLEGAL_TRANSITION: t("careers.move.illegal") };

/** One application for a job: how far it has come, and what can be done with it. */
export function JobApplicationPage() {
  const { applicationId } = useParams({ from: "/signed-in/job-applications/$applicationId" });
  const { data: me } = useSuspenseQuery(meQuery);
  const query = useQuery(jobApplicationQuery(applicationId));
  useNews(["job_application_status"], jobApplicationsKey);
  const isGone = query.error !== null && failureOf(query.error).status === 404;
  return (
    <Page title={t("careers.application.title")}>
      {isGone ? (
        <p className="text-muted">{t("careers.application.gone")}</p>
      ) : (
        <Loaded query={query} what={t("careers.application.loading")}>
          {(application) => <About application={application} isOwn={application.applicant?.id === me.id} />}
        </Loaded>
      )}
    </Page>
  );
}

function About({ application, isOwn }: { application: JobApplication; isOwn: boolean }) {
  const { jobId, jobTitle, message, status } = application;
  return (
    <section className="grid grid-cols-1 gap-6 rounded-2xl border border-line bg-surface p-5 sm:p-6">
      <div className="grid gap-1">
        <h2 className="text-lg font-semibold wrap-anywhere">
          <Link to="/jobs/$jobId" params={{ jobId }} className="rounded underline-offset-3 hover:underline">
            <bdi>{jobTitle}</bdi>
          </Link>
        </h2>
        <Applicant application={application} />
      </div>
      <Stepper application={application} />
      <div className="grid grid-cols-1 gap-1">
        <h3 className="text-xs font-medium text-muted">{t("careers.application.message")}</h3>
        <p dir="auto" className="text-sm whitespace-pre-wrap wrap-anywhere">
          {message}
        </p>
      </div>
      {isOwn ? isOpen(status) && <Withdraw application={application} /> : <MoveButtons application={application} />}
      {!isOwn && (
        <Link to="/jobs/$jobId" params={{ jobId }} className="text-sm underline underline-offset-3">
          {t("careers.application.board")}
        </Link>
      )}
    </section>
  );
}

function Applicant({ application: { applicant } }: { application: JobApplication }) {
  if (!applicant) return <p className="text-sm text-muted">{t("careers.application.somebody")}</p>;
  return (
    <p className="text-sm">
      <Link
        to="/users/$username"
        params={{ username: applicant.username }}
        className="rounded text-muted underline-offset-3 hover:underline"
      >
        <bdi>{applicant.displayName}</bdi>
      </Link>
    </p>
  );
}

function Withdraw({ application: { id } }: { application: JobApplication }) {
  const withdraw = useAction(() => unwrap(client.careers.withdraw(id)), { stale: [jobApplicationsKey], words });
  return (
    <ConfirmButton
      label={t("careers.application.withdraw")}
      title={t("careers.application.withdrawTitle")}
      work={withdraw}
      className="justify-self-start"
    >
      {t("careers.application.withdrawText")}
    </ConfirmButton>
  );
}
