import { useQuery } from "@tanstack/react-query";
import type { EventStatistics as Statistics } from "../../client/index.ts";
import { numberText } from "../app/number-text.ts";
import { t } from "../strings/later.ts";
import { Loaded } from "../ui/loaded.tsx";
import { Section } from "../ui/section.tsx";
import { Code } from "./facts.tsx";
import { FiguresTable } from "./figures-table.tsx";
import { eventStatisticsQuery } from "./operation-queries.ts";
import { spanOrNothing, spanText } from "./spans.ts";

/** How often and how soon each reaction took effect within a day, and what waits. */
export function EventStatistics() {
  const query = useQuery(eventStatisticsQuery);
  return (
    <Section title={t("admin.events.statistics")}>
      <Loaded query={query} what={t("admin.events.statistics")}>
        {({ items, backlog }) => (
          <>
            <Backlog backlog={backlog} />
            {items.length === 0 ? (
              <p className="text-sm text-muted">{t("admin.events.noStatistics")}</p>
            ) : (
              <FiguresTable
                label={t("admin.events.statistics")}
                columns={[
                  t("admin.events.columns.reaction"),
                  t("admin.events.columns.count"),
                  t("admin.events.columns.failures"),
                  t("admin.events.columns.p50"),
                  t("admin.events.columns.p99"),
                ]}
                rows={items.map(({ type, reaction, count, failures, lagP50Ms, lagP99Ms }) => ({
                  key: `${type} ${reaction}`,
                  name: (
                    <>
                      <Code>{reaction}</Code>
                      <span className="block text-xs text-muted">
                        <Code>{type}</Code>
                      </span>
                    </>
                  ),
                  figures: [
                    numberText(count),
                    <span key="failures" className={failures > 0 ? "text-danger" : ""}>
                      {numberText(failures)}
                    </span>,
                    spanOrNothing(lagP50Ms),
                    spanOrNothing(lagP99Ms),
                  ],
                }))}
              />
            )}
            <p className="text-sm text-muted">{t("admin.events.statisticsHint")}</p>
          </>
        )}
      </Loaded>
    </Section>
  );
}

function Backlog({ backlog }: Pick<Statistics, "backlog">) {
  return (
    <ul aria-label={t("admin.events.backlog")} className="flex flex-wrap gap-x-8 gap-y-2 text-sm">
      {backlog.map(({ priority, pending, dead, lagMs }) => (
        <li key={priority} className="flex flex-wrap gap-x-2">
          <span className="font-medium">{t("admin.events.lane", { lane: priority })}</span>
          <span className="text-muted">
            {[
              t("admin.events.waiting", { count: pending }),
              ...(lagMs === null ? [] : [t("admin.events.lag", { lag: spanText(lagMs) })]),
              t("admin.events.dead", { count: dead }),
            ].join(" · ")}
          </span>
        </li>
      ))}
    </ul>
  );
}
