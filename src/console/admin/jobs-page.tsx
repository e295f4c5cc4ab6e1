import { useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { JobRecord } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { meQuery } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";
import { moment } from "../app/time.ts";
import { useAction } from "../app/use-action.ts";
import { Button } from "../ui/button.tsx";
import { Item } from "../ui/item.tsx";
import { PagedList } from "../ui/paged-list.tsx";
import { may } from "./places.ts";
import { jobsQuery } from "./queries.ts";
import { StateChoice } from "./state-choice.tsx";

const states = ["queued", "running", "succeeded", "failed", "dead", "cancelled"] as const;
const retried = new Set<JobRecord["state"]>(["failed", "dead"]);
const cancelled = new Set<JobRecord["state"]>(["queued", "failed"]);

/** What is done in the background. */
export function JobsPage() {
  const [state, setState] = useState<JobRecord["state"]>();
  const query = useInfiniteQuery(jobsQuery(state));
  const { data: me } = useSuspenseQuery(meQuery);
  return (
    <>
      <title>Jobs · Atrium</title>
      <StateChoice states={states} state={state} onChange={setState} />
      <PagedList query={query} what="jobs" nothing="There are none.">
        {(job) => <Line key={job.id} job={job} canManage={may(me, "queue.manage")} />}
      </PagedList>
    </>
  );
}

function Line({ job, canManage }: { job: JobRecord; canManage: boolean }) {
  const { id, type, queue, state, attempts, createdAt, nextAttemptAt, lastError, durationMs } = job;
  const stale = [{ queryKey: ["admin", "jobs"] }];
  const retry = useAction(() => unwrap(client.admin.jobs.retry(id)), { stale });
  const cancel = useAction(() => unwrap(client.admin.jobs.cancel(id)), { stale });
  return (
    <Item
      title={<code className="text-sm">{type}</code>}
      mark={state}
      problem={retry.problem ?? cancel.problem}
      detail={
        <>
          <time dateTime={createdAt}>{moment(createdAt)}</time> · queue {queue} · tried {attempts} times
          {durationMs !== null && ` · took ${durationMs} ms`}
          {nextAttemptAt !== null && ` · next try ${moment(nextAttemptAt)}`}
          {lastError !== null && <span className="block text-danger">{lastError}</span>}
        </>
      }
    >
      {canManage && retried.has(state) && (
        <Button look="quiet" isBusy={retry.isPending} aria-label={`Retry ${type}`} onClick={() => retry.act()}>
          Retry
        </Button>
      )}
      {canManage && cancelled.has(state) && (
        <Button look="danger" isBusy={cancel.isPending} aria-label={`Cancel ${type}`} onClick={() => cancel.act()}>
          Cancel
        </Button>
      )}
    </Item>
  );
}
