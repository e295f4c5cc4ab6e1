import { lazy, Suspense, useId, useMemo, useState } from "react";
import type { MetricsPoint } from "../../client/index.ts";
import { dayAndTime, shortWeekday, timeOfDay } from "./chart-times.ts";
import { ChartFigures } from "./chart-figures.tsx";
import { ChartLegend } from "./chart-legend.tsx";
import { compareText } from "./compare-text.ts";
import type { Span, Totals } from "./metrics-queries.ts";
import { axisTextOf, type OverviewChart } from "./overview-charts.ts";
import { stack } from "./stack.ts";
import { summaryOf } from "./chart-summary.ts";

// Charts are drawn by a library that no other page needs.
const Chart = lazy(async () => ({ default: (await import("./chart.tsx")).Chart }));

type ChartCardProps = {
  chart: OverviewChart;
  span: Span;
  points: MetricsPoint[];
  totals: Totals;
  totalsBefore: Totals | null;
};

/** One chart with its figure, how that compares, and all its figures in a table. */
export function ChartCard({ chart, span, points, totals, totalsBefore }: ChartCardProps) {
  const id = useId();
  const [pointed, setPointed] = useState<number | null>(null);
  const times = useMemo(() => points.map(({ at }) => Date.parse(at) / 1_000), [points]);
  const series = useMemo(() => stack(chart, points), [chart, points]);
  const figure = chart.figureOf(totals, points);
  const compared = chart.compared && totalsBefore && compareText(chart.compared, span, totals, totalsBefore);
  return (
    <section
      aria-labelledby={id}
      className="grid grid-cols-1 content-start gap-3 rounded-2xl border border-line bg-surface p-4 sm:p-5"
    >
      <div className="grid gap-0.5">
        <h3 id={id} className="text-sm font-medium text-muted">
          {chart.name}
        </h3>
        <p className="text-2xl font-semibold tracking-tight tabular-nums">{figure}</p>
        <p className="min-h-4 text-xs text-muted">{compared ?? chart.noteOf?.(totals)}</p>
      </div>
      <Suspense fallback={<div className="h-40" />}>
        <Chart
          kind={chart.kind}
          summary={summaryOf(chart, span, points, figure)}
          times={times}
          series={series}
          timeText={span === "week" ? shortWeekday : timeOfDay}
          valueText={axisTextOf(chart)}
          onPoint={setPointed}
        />
      </Suspense>
      <ChartLegend
        chart={chart}
        point={pointed === null ? undefined : points[pointed]}
        timeText={span === "hour" || span === "sixHours" ? timeOfDay : dayAndTime}
      />
      <ChartFigures chart={chart} points={points} timeText={dayAndTime} />
    </section>
  );
}
