import type { MetricsPoint } from "../../client/index.ts";
import { numberText } from "../app/number-text.ts";
import { language } from "../strings/language.ts";
import { t } from "../strings/later.ts";
import type { ChartColour } from "./chart-colours.ts";
import type { Totals } from "./metrics-queries.ts";
import { spanOrNothing, spanText } from "./spans.ts";

type Line = { name: string; colour: ChartColour; valueOf: (point: MetricsPoint) => number | null };

/** One chart of the overview, and the figure that stands above it. */
export type OverviewChart = {
  name: string;
  /** Counts stand on each other as bars; what was measured is drawn as lines. */
  kind: "bars" | "lines";
  lines: Line[];
  textOf: (value: number | null) => string;
  figureOf: (totals: Totals, points: MetricsPoint[]) => string;
  /** What is compared with the time before, or else what the figure is. */
  compared?: (totals: Totals) => number;
  noteOf?: (totals: Totals) => string;
};

const share = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
const countText = (count: number | null) => numberText(count ?? 0);
const counts = { kind: "bars", textOf: countText } as const;
const measured = { kind: "lines", textOf: spanOrNothing } as const;

export const overviewCharts: OverviewChart[] = [
  {
    ...counts,
    name: t("admin.overview.charts.requests"),
    lines: [{ name: t("admin.overview.series.requests"), colour: "accent", valueOf: ({ requests }) => requests }],
    figureOf: ({ requests }) => countText(requests),
    compared: ({ requests }) => requests,
  },
  {
    ...counts,
    name: t("admin.overview.charts.errors"),
    lines: [
      { name: t("admin.overview.series.errors"), colour: "danger", valueOf: ({ errors }) => errors },
      { name: t("admin.overview.series.refusals"), colour: "away", valueOf: ({ refusals }) => refusals },
    ],
    figureOf: ({ errors }) => countText(errors),
    noteOf: ({ errors, requests }) =>
      t("admin.overview.errorShare", { percent: share.format(requests === 0 ? 0 : errors / requests) }),
  },
  {
    ...counts,
    name: t("admin.overview.charts.signIns"),
    lines: [
      {
        name: t("admin.overview.series.failedSignIns"),
        colour: "danger",
        valueOf: ({ failedSignIns }) => failedSignIns,
      },
      { name: t("admin.overview.series.signIns"), colour: "accent", valueOf: ({ signIns }) => signIns },
    ],
    figureOf: ({ signIns }) => countText(signIns),
    compared: ({ signIns }) => signIns,
  },
  {
    ...counts,
    name: t("admin.overview.charts.messages"),
    lines: [{ name: t("admin.overview.series.messages"), colour: "accent", valueOf: ({ messages }) => messages }],
    figureOf: ({ messages }) => countText(messages),
    compared: ({ messages }) => messages,
  },
  {
    ...measured,
    name: t("admin.overview.charts.latency"),
    lines: [
      { name: t("admin.overview.series.p50"), colour: "accent", valueOf: ({ p50Ms }) => p50Ms },
      { name: t("admin.overview.series.p99"), colour: "away", valueOf: ({ p99Ms }) => p99Ms },
    ],
    figureOf: (_, points) => spanOrNothing(lastOf(points, ({ p99Ms }) => p99Ms)),
    noteOf: () => t("admin.overview.lastP99"),
  },
  {
    ...measured,
    name: t("admin.overview.charts.queueLag"),
    lines: [{ name: t("admin.overview.series.queueLag"), colour: "accent", valueOf: ({ queueLagMs }) => queueLagMs }],
    figureOf: (_, points) => spanOrNothing(lastOf(points, ({ queueLagMs }) => queueLagMs)),
    noteOf: () => t("admin.overview.lastLag"),
  },
];

/** What stands at the axis of a chart, where there is little room. */
export function axisTextOf({ kind }: OverviewChart): (value: number) => string {
  return kind === "bars" ? compactText : spanText;
}

const compact = new Intl.NumberFormat(language, { notation: "compact" });
const compactText = (value: number) => compact.format(value);

function lastOf(points: MetricsPoint[], valueOf: (point: MetricsPoint) => number | null): number | null {
  const last = points.findLast((point) => valueOf(point) !== null);
  return last ? valueOf(last) : null;
}
