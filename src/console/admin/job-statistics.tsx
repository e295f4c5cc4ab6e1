import { useQuery } from "@tanstack/react-query";
import { numberText } from "../app/number-text.ts";
import { t } from "../strings/later.ts";
import { Loaded } from "../ui/loaded.tsx";
import { Section } from "../ui/section.tsx";
import { Code } from "./facts.tsx";
import { FiguresTable } from "./figures-table.tsx";
import { jobStatisticsQuery } from "./operation-queries.ts";
import { spanOrNothing } from "./spans.ts";

const columns = [
  t("admin.jobs.columns.type"),
  t("admin.jobs.columns.waiting"),
  t("admin.jobs.columns.running"),
  t("admin.jobs.columns.dead"),
  t("admin.jobs.columns.succeeded"),
  t("admin.jobs.columns.failures"),
  t("admin.jobs.columns.p50"),
  t("admin.jobs.columns.p99"),
];

/** How it stands with each kind of job, by the queues. */
export function JobStatistics() {
  const query = useQuery(jobStatisticsQuery);
  return (
    <Section title={t("admin.jobs.statistics")}>
      <Loaded query={query} what={t("admin.jobs.statistics")}>
        {({ items, complete }) => (
          <>
            {items.length === 0 && <p className="text-sm text-muted">{t("admin.jobs.noStatistics")}</p>}
            {[...Map.groupBy(items, ({ queue }) => queue)].map(([queue, kinds]) => (
              <div key={queue} className="grid grid-cols-1 gap-1">
                <h3 className="text-sm font-medium">
                  <Code>{queue}</Code>
                </h3>
                <FiguresTable
                  label={t("admin.jobs.inQueue", { queue })}
                  columns={columns}
                  rows={kinds.map(({ type, counts, failures, durationP50Ms, durationP99Ms }) => ({
                    key: type,
                    name: <Code>{type}</Code>,
                    figures: [
                      numberText((counts.queued ?? 0) + (counts.failed ?? 0)),
                      numberText(counts.running ?? 0),
                      <Bad key="dead" count={counts.dead ?? 0} />,
                      numberText(counts.succeeded ?? 0),
                      <Bad key="failures" count={failures} />,
                      spanOrNothing(durationP50Ms),
                      spanOrNothing(durationP99Ms),
                    ],
                  }))}
                />
              </div>
            ))}
            {!complete && <p className="text-sm text-muted">{t("admin.jobs.incomplete")}</p>}
            <p className="text-sm text-muted">{t("admin.jobs.statisticsHint")}</p>
          </>
        )}
      </Loaded>
    </Section>
  );
}

function Bad({ count }: { count: number }) {
  return <span className={count > 0 ? "text-danger" : ""}>{numberText(count)}</span>;
}
