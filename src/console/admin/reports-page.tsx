import { useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ReportRecord } from "../../client/index.ts";
import { meQuery } from "../app/queries.ts";
import { moment } from "../app/time.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Item } from "../ui/item.tsx";
import { PagedList } from "../ui/paged-list.tsx";
import { Select } from "../ui/select.tsx";
import { DecideReport } from "./decide-report.tsx";
import { Code } from "./facts.tsx";
import { PageHead } from "./page-head.tsx";
import { may } from "./places.ts";
import { reportsQuery } from "./queries.ts";
import { StateMark } from "./state-mark.tsx";
import { reportStates, stateNamed, textsOf } from "./states.ts";

/** What people reported, and what became of it. */
export function ReportsPage() {
  const [status, setStatus] = useState<ReportRecord["status"] | undefined>("open");
  const query = useInfiniteQuery(reportsQuery(status));
  const { data: me } = useSuspenseQuery(meQuery);
  return (
    <>
      <PageHead title={t("admin.places.reports")} />
      <search className="max-w-56">
        <Select
          label={t("admin.filter.state")}
          options={{ "": t("admin.filter.everyState"), ...textsOf(reportStates) }}
          value={status ?? ""}
          onChange={({ target }) => setStatus(stateNamed(reportStates, target.value))}
        />
      </search>
      <PagedList query={query} what={t("admin.reports.list")} nothing={t("admin.reports.nothing")}>
        {(report) => <Row key={report.id} report={report} canDecide={may(me, "report.resolve")} />}
      </PagedList>
    </>
  );
}

function Row({ report, canDecide }: { report: ReportRecord; canDecide: boolean }) {
  const [isDeciding, setIsDeciding] = useState(false);
  const { targetType, targetId, reason, status, reporter, note, createdAt, decidedAt } = report;
  const name = reporter?.displayName ?? t("admin.reports.somebodyGone");
  return (
    <Item
      title={
        <>
          <span>{t("admin.reports.title", { type: targetType, reason })}</span>
          <StateMark {...reportStates[status]} />
        </>
      }
      detail={
        <>
          <time dateTime={createdAt}>{moment(createdAt)}</time> · <bdi>{t("admin.reports.by", { name })}</bdi> ·{" "}
          <Code>{targetId}</Code>
          {decidedAt !== null && ` · ${t("admin.reports.decided", { moment: moment(decidedAt) })}`}
          {note !== null && (
            <span dir="auto" className="mt-1 block border-s-2 border-line ps-2">
              {note}
            </span>
          )}
        </>
      }
    >
      {canDecide && status === "open" && (
        <Button look="quiet" onClick={() => setIsDeciding(true)}>
          {t("admin.reports.decide")}
        </Button>
      )}
      {isDeciding && <DecideReport report={report} onClose={() => setIsDeciding(false)} />}
    </Item>
  );
}
