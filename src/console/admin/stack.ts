import type { MetricsPoint } from "../../client/index.ts";
import type { ChartSeries } from "./chart-options.ts";
import type { OverviewChart } from "./overview-charts.ts";

/** The values of a chart's lines in the order of drawing: bars that stand on others are drawn first, as high as all. */
export function stack({ kind, lines }: OverviewChart, points: MetricsPoint[]): ChartSeries[] {
  if (kind === "lines") return lines.map(({ colour, valueOf }) => ({ colour, values: points.map(valueOf) }));
  return lines
    .map(({ colour }, index) => ({
      colour,
      values: points.map((point) =>
        lines.slice(0, index + 1).reduce((sum, { valueOf }) => sum + (valueOf(point) ?? 0), 0),
      ),
    }))
    .toReversed();
}
