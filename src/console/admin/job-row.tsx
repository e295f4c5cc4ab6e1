import { Link } from "@tanstack/react-router";
import type { JobRecord } from "../../client/index.ts";
import { moment } from "../app/time.ts";
import { t } from "../strings/later.ts";
import { Item } from "../ui/item.tsx";
import { Code } from "./facts.tsx";
import { CancelJob, RetryJob } from "./job-acts.tsx";
import { spanText } from "./spans.ts";
import { StateMark } from "./state-mark.tsx";
import { jobStates } from "./states.ts";

/** One job of a list, with what can be done with it. */
export function JobRow({ job, canManage }: { job: JobRecord; canManage: boolean }) {
  const { id, type, queue, state, attempts, createdAt, nextAttemptAt, lastError, durationMs } = job;
  const facts = [
    t("admin.jobs.inQueue", { queue }),
    t("admin.jobs.attempts", { count: attempts }),
    ...(durationMs === null ? [] : [t("admin.jobs.took", { span: spanText(durationMs) })]),
    ...(nextAttemptAt === null ? [] : [t("admin.jobs.nextTry", { moment: moment(nextAttemptAt) })]),
  ];
  return (
    <Item
      title={
        <>
          <Link to="/admin/jobs/$jobId" params={{ jobId: id }} className="rounded-sm hover:underline">
            <Code>{type}</Code>
          </Link>
          <StateMark {...jobStates[state]} />
        </>
      }
      detail={
        <>
          <time dateTime={createdAt}>{moment(createdAt)}</time> · {facts.join(" · ")}
          {lastError !== null && <bdi className="block text-danger">{lastError}</bdi>}
        </>
      }
    >
      {canManage && <RetryJob job={job} />}
      {canManage && <CancelJob job={job} />}
    </Item>
  );
}
