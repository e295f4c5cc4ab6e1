import { useRef, useState } from "react";
import { failureText } from "../app/failure-text.ts";
import { queryClient } from "../app/query-client.ts";
import { failureOf } from "../app/request-failed.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import type { JobFilter } from "./operation-queries.ts";
import { retryDead } from "./retry-dead.ts";

type Run = { count: number; state: "running" | "done" | "stopped" | "failed"; problem?: string };

/** Has all jobs tried again that were given up, of those that the filter lets through. */
export function RetryAll({ which }: { which: Omit<JobFilter, "state"> }) {
  const [isAsking, setIsAsking] = useState(false);
  const [run, setRun] = useState<Run | null>(null);
  const stopped = useRef(false);
  const start = async () => {
    setIsAsking(false);
    stopped.current = false;
    let count = 0;
    setRun({ count, state: "running" });
    try {
      for await (const _ of retryDead(which)) {
        count += 1;
        setRun({ count, state: "running" });
        if (stopped.current) break;
      }
      setRun({ count, state: stopped.current ? "stopped" : "done" });
    } catch (error) {
      setRun({ count, state: "failed", problem: failureText(failureOf(error)) });
    }
    void queryClient.invalidateQueries({ queryKey: ["admin", "jobs"] });
  };
  const isRunning = run?.state === "running";
  return (
    <>
      {run && <Progress run={run} />}
      {isRunning ? (
        <Button look="quiet" onClick={() => (stopped.current = true)}>
          {t("admin.jobs.stop")}
        </Button>
      ) : (
        <Button look="quiet" onClick={() => setIsAsking(true)}>
          {t("admin.jobs.retryAll")}
        </Button>
      )}
      {isAsking && (
        <ConfirmDialog
          title={t("admin.jobs.retryAllTitle")}
          action={t("admin.jobs.retryAllAct")}
          isBusy={false}
          problem={null}
          onConfirm={() => void start()}
          onClose={() => setIsAsking(false)}
        >
          {t("admin.jobs.retryAllText", { isChosen: String(Object.keys(which).length > 0) })}
        </ConfirmDialog>
      )}
    </>
  );
}

function Progress({ run: { count, state, problem } }: { run: Run }) {
  if (state === "failed") {
    return (
      <Notice look="problem">
        {t("admin.jobs.stopped", { count })} {problem}
      </Notice>
    );
  }
  if (state === "running") return <output className="text-sm text-muted">{t("admin.jobs.retrying", { count })}</output>;
  return <Notice look="good">{t(state === "done" ? "admin.jobs.retriedAll" : "admin.jobs.stopped", { count })}</Notice>;
}
