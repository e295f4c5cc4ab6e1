import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { meQuery } from "../app/queries.ts";
import { t } from "../strings/later.ts";
import { Loaded } from "../ui/loaded.tsx";
import { ChartCard } from "./chart-card.tsx";
import { metricsQuery, type Span, spanNames, totalsBeforeQuery, totalsOf } from "./metrics-queries.ts";
import { NowStrip } from "./now-strip.tsx";
import { overviewCharts } from "./overview-charts.ts";
import { PageHead } from "./page-head.tsx";

/** How the service fares, as it happens. */
export function OverviewPage() {
  const search = useSearch({ from: "/signed-in/admin/" });
  const span = spanNames.find((name) => name === search.span) ?? "hour";
  const { data: me } = useSuspenseQuery(meQuery);
  const query = useQuery(metricsQuery(span));
  const { data: totalsBefore = null } = useQuery(totalsBeforeQuery(span));
  return (
    <>
      <PageHead title={t("admin.overview.title")}>
        <Freshness isFresh={!query.isError && query.data !== undefined} />
        <SpanChoice span={span} />
      </PageHead>
      <Loaded query={query} what={t("admin.overview.what")}>
        {({ current, points }) => (
          <>
            <NowStrip me={me} current={current} />
            <div className="grid grid-cols-1 gap-4 md:grid-cols-2">
              {overviewCharts.map((chart) => (
                <ChartCard
                  key={chart.name}
                  chart={chart}
                  span={span}
                  points={points}
                  totals={totalsOf(points)}
                  totalsBefore={totalsBefore}
                />
              ))}
            </div>
          </>
        )}
      </Loaded>
    </>
  );
}

/** Whether what is shown is what is. */
function Freshness({ isFresh }: { isFresh: boolean }) {
  return (
    <output
      className="inline-flex items-center gap-2 text-sm text-muted"
      title={isFresh ? undefined : t("admin.overview.pausedText")}
    >
      <span aria-hidden="true" className={`size-2 rounded-full ${isFresh ? "animate-breathe bg-online" : "bg-busy"}`} />
      {isFresh ? t("admin.overview.live") : t("admin.overview.paused")}
    </output>
  );
}

function SpanChoice({ span }: { span: Span }) {
  const navigate = useNavigate();
  return (
    <fieldset aria-label={t("admin.overview.span")} className="flex gap-1 rounded-xl bg-sunken p-1">
      {spanNames.map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={name === span}
          onClick={() => void navigate({ to: "/admin", search: { span: name }, replace: true })}
          className="relative min-h-8 rounded-lg px-3 text-sm font-medium whitespace-nowrap aria-pressed:bg-surface aria-pressed:shadow-sm"
        >
          <span aria-hidden="true">{t(`admin.overview.spans.${name}`)}</span>
          <span className="sr-only">{t(`admin.overview.spanNames.${name}`)}</span>
        </button>
      ))}
    </fieldset>
  );
}
