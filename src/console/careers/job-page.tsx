import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { Job } from "../../client/index.ts";
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
import { ApplyForJob } from "./apply-for-job.tsx";
import { Board } from "./board.tsx";
import { JobForm } from "./job-form.tsx";
import { jobQuery, jobsKey } from "./queries.ts";

/** One job, and for those who decide on them the applications for it. */
export function JobPage() {
  const { jobId } = useParams({ from: "/signed-in/jobs/$jobId" });
  const { data: me } = useSuspenseQuery(meQuery);
  const query = useQuery(jobQuery(jobId));
  const isGone = query.error !== null && failureOf(query.error).status === 404;
  const canManage = may(me, "job.manage");
  const decides = canManage || (query.data?.poster?.id === me.id && query.data !== undefined);
  return (
    <Page title={query.data?.title ?? t("careers.jobs.title")} width={decides ? "wide" : "narrow"}>
      {isGone ? (
        <p className="text-muted">{t("careers.job.gone")}</p>
      ) : (
        <Loaded query={query} what={t("careers.job.loading")}>
          {(job) => (
            <>
              <About job={job} canManage={canManage} />
              {decides && <Board jobId={jobId} />}
            </>
          )}
        </Loaded>
      )}
      <p className="text-sm">
        <Link to="/jobs" className="underline underline-offset-3">
          {t("careers.job.all")}
        </Link>
      </p>
    </Page>
  );
}

function About({ job, canManage }: { job: Job; canManage: boolean }) {
  const { description, location, status } = job;
  return (
    <section className="grid grid-cols-1 gap-4 rounded-2xl border border-line bg-surface p-5 sm:p-6">
      <div className="grid gap-0.5 text-sm text-muted">
        {location !== null && (
          <p dir="auto" className="font-medium text-ink">
            {location}
          </p>
        )}
        <PostedBy job={job} />
      </div>
      <p dir="auto" className="max-w-prose text-sm/6 whitespace-pre-wrap wrap-anywhere">
        {description}
      </p>
      {status === "closed" && <Notice look="note">{t("careers.job.closed")}</Notice>}
      <div className="flex flex-wrap items-center gap-2">
        <ApplyForJob job={job} />
        {canManage && status === "open" && <Manage job={job} />}
      </div>
    </section>
  );
}

function PostedBy({ job: { poster, createdAt } }: { job: Job }) {
  const who = () =>
    poster ? (
      <Link
        to="/users/$username"
        params={{ username: poster.username }}
        className="font-medium text-ink underline-offset-3 hover:underline"
      >
        <bdi>{poster.displayName}</bdi>
      </Link>
    ) : (
      t("careers.job.somebody")
    );
  return <p>{t.rich("careers.job.by", { who, when: moment(createdAt) })}</p>;
}

function Manage({ job }: { job: Job }) {
  const { id, title } = job;
  const [isEditing, setIsEditing] = useState(false);
  const close = useAction(() => unwrap(client.careers.closeJob(id)), { stale: [jobsKey] });
  return (
    <>
      <Button look="quiet" onClick={() => setIsEditing(true)}>
        {t("careers.job.edit")}
      </Button>
      {isEditing && <JobForm job={job} onClose={() => setIsEditing(false)} />}
      <ConfirmButton
        label={t("careers.job.close")}
        name={t("careers.job.closeName", { title })}
        title={t("careers.job.closeTitle", { title })}
        work={close}
      >
        {t("careers.job.closeText")}
      </ConfirmButton>
    </>
  );
}
