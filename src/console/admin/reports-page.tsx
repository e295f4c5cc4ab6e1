import { useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ReportRecord } from "../../client/index.ts";
import { meQuery } from "../app/queries.ts";
import { moment } from "../app/time.ts";
import { Button } from "../ui/button.tsx";
import { Item } from "../ui/item.tsx";
import { PagedList } from "../ui/paged-list.tsx";
import { DecideReport } from "./decide-report.tsx";
import { may } from "./places.ts";
import { reportsQuery } from "./queries.ts";
import { StateChoice } from "./state-choice.tsx";

const statuses = ["open", "resolved", "dismissed"] as const;

/** What people reported, and what became of it. */
export function ReportsPage() {
  const [status, setStatus] = useState<ReportRecord["status"] | undefined>("open");
  const query = useInfiniteQuery(reportsQuery(status));
  const { data: me } = useSuspenseQuery(meQuery);
  return (
    <>
      <title>Reports · Atrium</title>
      <StateChoice states={statuses} state={status} onChange={setStatus} />
      <PagedList query={query} what="reports" nothing="Nothing to look at.">
        {(report) => <Line key={report.id} report={report} canDecide={may(me, "report.resolve")} />}
      </PagedList>
    </>
  );
}

function Line({ report, canDecide }: { report: ReportRecord; canDecide: boolean }) {
  const [isDeciding, setIsDeciding] = useState(false);
  const { targetType, targetId, reason, status, reporter, note, createdAt, decidedAt } = report;
  return (
    <Item
      title={`A ${targetType}: “${reason}”`}
      mark={status}
      detail={
        <>
          <time dateTime={createdAt}>{moment(createdAt)}</time> · by {reporter?.displayName ?? "somebody who is gone"} ·{" "}
          {targetId}
          {decidedAt !== null && ` · decided ${moment(decidedAt)}`}
          {note !== null && `: ${note}`}
        </>
      }
    >
      {canDecide && status === "open" && (
        <Button look="quiet" onClick={() => setIsDeciding(true)}>
          Decide
        </Button>
      )}
      {isDeciding && <DecideReport report={report} onClose={() => setIsDeciding(false)} />}
    </Item>
  );
}
