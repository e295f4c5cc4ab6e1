import type { MetricsPoint } from "../../client/index.ts";
import { t } from "../strings/later.ts";
import { dayAndTime } from "./chart-times.ts";
import type { Span } from "./metrics-queries.ts";
import type { OverviewChart } from "./overview-charts.ts";

/** What a chart shows, for those who do not see it. */
export function summaryOf(chart: OverviewChart, span: Span, points: MetricsPoint[], figure: string): string {
  const { name, lines, kind, textOf } = chart;
  const words = { name, span: t(`admin.overview.spanNames.${span}`) };
  const heights = points.map((point) => {
    const values = lines.map(({ valueOf }) => valueOf(point) ?? 0);
    return kind === "bars" ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values);
  });
  const peak = Math.max(0, ...heights);
  const peakAt = points[heights.indexOf(peak)];
  if (peak === 0 || !peakAt) return t("admin.overview.summaryNone", words);
  const time = dayAndTime(Date.parse(peakAt.at));
  return t("admin.overview.summary", { ...words, total: figure, peak: textOf(peak), time });
}
