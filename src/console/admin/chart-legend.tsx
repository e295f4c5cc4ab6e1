import type { MetricsPoint } from "../../client/index.ts";
import type { ChartColour } from "./chart-colours.ts";
import type { OverviewChart } from "./overview-charts.ts";

const dots: Record<ChartColour, string> = {
  accent: "bg-accent",
  danger: "bg-danger",
  away: "bg-away",
  edge: "bg-edge",
};

type ChartLegendProps = {
  chart: OverviewChart;
  /** The one that is pointed at. */
  point: MetricsPoint | undefined;
  timeText: (ms: number) => string;
};

/** What the colours are; while one points at a moment, what was counted then. */
export function ChartLegend({ chart: { lines, textOf }, point, timeText }: ChartLegendProps) {
  return (
    <ul className="flex min-h-5 flex-wrap gap-x-4 gap-y-1 text-xs text-muted" aria-hidden="true">
      {lines.map(({ name, colour, valueOf }) => (
        <li key={name} className="flex items-center gap-1.5">
          <span className={`size-2 rounded-full ${dots[colour]}`} />
          {name}
          {point && <span className="font-medium text-ink tabular-nums">{textOf(valueOf(point))}</span>}
        </li>
      ))}
      {point && <li className="ms-auto tabular-nums">{timeText(Date.parse(point.at))}</li>}
    </ul>
  );
}
