import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { JobDetails } from "../../client/index.ts";
import { numberText } from "../app/number-text.ts";
import { meQuery } from "../app/queries.ts";
import { moment } from "../app/time.ts";
import { t } from "../strings/later.ts";
import { Loaded } from "../ui/loaded.tsx";
import { Section } from "../ui/section.tsx";
import { Code, Facts } from "./facts.tsx";
import { CancelJob, RetryJob } from "./job-acts.tsx";
import { jobQuery } from "./operation-queries.ts";
import { PageHead } from "./page-head.tsx";
import { may } from "./places.ts";
import { spanText } from "./spans.ts";
import { StateMark } from "./state-mark.tsx";
import { jobStates } from "./states.ts";

/** One job: how its tries went, and of what it was given the names. */
export function JobPage() {
  const { jobId } = useParams({ from: "/signed-in/admin/jobs/$jobId" });
  const query = useQuery(jobQuery(jobId));
  const { data: me } = useSuspenseQuery(meQuery);
  const canManage = may(me, "queue.manage");
  return (
    <Loaded query={query} what={t("admin.jobs.one")}>
      {(job) => (
        <>
          <PageHead
            title={job.type}
            shown={<Code>{job.type}</Code>}
            back={{ to: "/admin/jobs", name: t("admin.jobs.all") }}
          >
            <StateMark {...jobStates[job.state]} />
            {canManage && <RetryJob job={job} />}
            {canManage && <CancelJob job={job} />}
          </PageHead>
          <Tries job={job} />
          <Input job={job} />
        </>
      )}
    </Loaded>
  );
}

function Tries({ job }: { job: JobDetails }) {
  return (
    <Section title={t("admin.jobs.tries")}>
      {job.lastError !== null && (
        <div className="grid gap-1 rounded-lg bg-danger-tint px-3 py-2 text-sm text-danger">
          <p className="font-medium">{t("admin.jobs.lastError")}</p>
          <p dir="auto" className="wrap-anywhere whitespace-pre-wrap">
            {job.lastError}
          </p>
        </div>
      )}
      <Facts
        facts={{
          [t("admin.jobs.tries")]: numberText(job.attempts),
          [t("admin.jobs.queue")]: <Code>{job.queue}</Code>,
          [t("admin.jobs.priority")]: t("admin.events.lane", { lane: job.priority }),
          [t("admin.jobs.created")]: momentOf(job.createdAt),
          [t("admin.jobs.started")]: momentOf(job.startedAt),
          [t("admin.jobs.finished")]: momentOf(job.finishedAt),
          [t("admin.jobs.duration")]: job.durationMs === null ? null : spanText(job.durationMs),
          [t("admin.jobs.next")]: momentOf(job.nextAttemptAt),
          [t("admin.jobs.key")]: <Code>{job.idempotencyKey}</Code>,
          [t("admin.jobs.id")]: <Code>{job.id}</Code>,
        }}
      />
    </Section>
  );
}

function Input({ job: { inputFields } }: { job: JobDetails }) {
  const fields = Object.entries(inputFields).map(([name, kind]) => [name, <Code key={name}>{kind}</Code>]);
  return (
    <Section title={t("admin.jobs.input")}>
      {fields.length === 0 ? (
        <p className="text-sm text-muted">{t("admin.jobs.noInput")}</p>
      ) : (
        <Facts facts={Object.fromEntries(fields)} />
      )}
      <p className="text-sm text-muted">{t("admin.jobs.inputHint")}</p>
    </Section>
  );
}

function momentOf(at: string | null) {
  return at === null ? null : <time dateTime={at}>{moment(at)}</time>;
}
