import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Job } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { queryClient } from "../app/query-client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useSubmit } from "../app/use-submit.ts";
import { t } from "../strings/later.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { TextArea } from "../ui/text-area.tsx";
import { tellBriefly } from "../ui/toasts.tsx";
import { jobApplicationsKey } from "./queries.ts";
import { StateMark } from "./state-mark.tsx";
import { useOwnApplication } from "./use-own-application.ts";

const words = { CONFLICT: t("careers.apply.conflict"), ILLEGAL_TRANSITION: t("careers.apply.closed") };

/** The way to apply for a job, or to one's application for it: one applies once. */
export function ApplyForJob({ job }: { job: Job }) {
  const [isApplying, setIsApplying] = useState(false);
  const own = useOwnApplication(job.id);
  if (own) {
    return (
      <Link to="/job-applications/$applicationId" params={{ applicationId: own.id }} className={buttonClass("quiet")}>
        {t("careers.job.yourApplication")} <StateMark status={own.status} />
      </Link>
    );
  }
  if (job.status === "closed") return null;
  return (
    <>
      <Button aria-label={t("careers.apply.name", { title: job.title })} onClick={() => setIsApplying(true)}>
        {t("careers.apply.action")}
      </Button>
      {isApplying && <ApplyDialog job={job} onClose={() => setIsApplying(false)} />}
    </>
  );
}

function ApplyDialog({ job: { id, title }, onClose }: { job: Job; onClose: () => void }) {
  const { submit, isPending, problem } = useSubmit(async (fields) => {
    await unwrap(client.careers.apply(id, fields("message").trim()));
    await queryClient.invalidateQueries(jobApplicationsKey);
    onClose();
    tellBriefly(t("careers.apply.sent"));
  }, words);
  return (
    <Dialog title={t("careers.apply.name", { title })} width="wide" hasClose onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <TextArea label={t("careers.apply.message")} name="message" dir="auto" required maxLength={4_000} rows={5} />
        {problem !== null && <Notice look="problem">{problem}</Notice>}
        <Button type="submit" isBusy={isPending}>
          {t("careers.apply.action")}
        </Button>
      </form>
    </Dialog>
  );
}
