import { useState } from "react";
import type { MetricsPoint } from "../../client/index.ts";
import { t } from "../strings/later.ts";
import { FiguresTable } from "./figures-table.tsx";
import type { OverviewChart } from "./overview-charts.ts";

type ChartFiguresProps = { chart: OverviewChart; points: MetricsPoint[]; timeText: (ms: number) => string };

/** All that a chart shows as a table, the latest first; made only once it is opened. */
export function ChartFigures({ chart: { name, lines, textOf }, points, timeText }: ChartFiguresProps) {
  const [isOpen, setIsOpen] = useState(false);
  const label = t("admin.overview.figuresOf", { name });
  return (
    <details className="text-sm" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary aria-label={label} className="w-fit cursor-pointer rounded-sm text-xs text-muted hover:text-ink">
        {t("admin.overview.figures")}
      </summary>
      {isOpen && (
        <FiguresTable
          label={label}
          columns={[t("admin.overview.time"), ...lines.map((line) => line.name)]}
          rows={points.toReversed().map((point) => ({
            key: point.at,
            name: <time dateTime={point.at}>{timeText(Date.parse(point.at))}</time>,
            figures: lines.map(({ valueOf }) => textOf(valueOf(point))),
          }))}
        />
      )}
    </details>
  );
}
