import type { JobRecord } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { ConfirmButton } from "../ui/confirm-button.tsx";
import { tellBriefly, tellFailure } from "../ui/toasts.tsx";
import { applyJob } from "./apply-job.ts";
import { jobStatisticsQuery } from "./operation-queries.ts";

const retried = new Set<JobRecord["state"]>(["failed", "dead"]);
const cancelled = new Set<JobRecord["state"]>(["queued", "failed"]);

const stale = [jobStatisticsQuery];

/** Has a job tried again, where its state allows it. It takes nothing away, so it does not ask. */
export function RetryJob({ job: { id, type, state } }: { job: JobRecord }) {
  const { act, isPending } = useAction(
    async () => {
      applyJob(await unwrap(client.admin.jobs.retry(id)));
      tellBriefly(t("admin.jobs.retried"));
    },
    { stale },
  );
  if (!retried.has(state)) return null;
  return (
    <Button
      look="quiet"
      isBusy={isPending}
      aria-label={t("admin.jobs.retryOf", { type })}
      onClick={() => act(undefined, { onError: tellFailure })}
    >
      {t("admin.jobs.retry")}
    </Button>
  );
}

/** Takes a job back that nobody runs, once that is confirmed. */
export function CancelJob({ job: { id, type, state } }: { job: JobRecord }) {
  const work = useAction(
    async () => {
      applyJob(await unwrap(client.admin.jobs.cancel(id)));
      tellBriefly(t("admin.jobs.cancelled"));
    },
    { stale },
  );
  if (!cancelled.has(state)) return null;
  return (
    <ConfirmButton
      label={t("admin.jobs.cancel")}
      name={t("admin.jobs.cancelOf", { type })}
      title={t("admin.jobs.cancelTitle")}
      action={t("admin.jobs.cancelAct")}
      work={work}
    >
      {t("admin.jobs.cancelText", { type })}
    </ConfirmButton>
  );
}
