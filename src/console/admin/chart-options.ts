import UPlot, { type AlignedData, type Axis, type Options, type Series } from "uplot";
import { direction } from "../strings/language.ts";
import { type ChartColour, themeColour, tint } from "./chart-colours.ts";

export type ChartSeries = { values: (number | null)[]; colour: ChartColour };

export type ChartLooks = {
  kind: "bars" | "lines";
  series: Pick<ChartSeries, "colour">[];
  /** What stands at the axes. */
  timeText: (ms: number) => string;
  valueText: (value: number) => string;
  /** Called with the place of the point that is pointed at, here or in a chart beside this one. */
  onPoint: (index: number | null) => void;
};

const height = 160;
const font = '11px Inter, "Segoe UI", system-ui, sans-serif';
const isFromRight = direction === "rtl";
/** Steps of the value axis: only whole numbers, for what is counted has no halves. */
const increments = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();

/** How a chart looks: its colours are asked for at each drawing, so that it follows the theme. */
export function chartOptions({ kind, series, timeText, valueText, onPoint }: ChartLooks, width: number): Options {
  return {
    width,
    height,
    padding: [8, isFromRight ? null : 8, 0, isFromRight ? 8 : null],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      sync: { key: "overview" },
      points: kind === "bars" ? { show: false } : { size: 6 },
    },
    scales: {
      // Time goes the way that one reads.
      x: { time: true, dir: isFromRight ? -1 : 1, range: (plot, from, to) => widened(plot.data[0], from, to) },
      y: { range: (_, __, most) => [0, Math.max(1, most * 1.1)] },
    },
    axes: [
      {
        ...axis(),
        size: 28,
        grid: { show: false },
        space: 64,
        values: (_, places) => places.map((at) => timeText(at * 1_000)),
      },
      {
        ...axis(),
        side: isFromRight ? 1 : 3,
        size: 52,
        space: 36,
        incrs: increments,
        grid: { stroke: () => themeColour("line"), width: 1 },
        values: (_, places) => places.map(valueText),
      },
    ],
    series: [{}, ...series.map(({ colour }, index) => (kind === "bars" ? bars(colour) : line(colour, index === 0)))],
    hooks: { setLegend: [(plot) => onPoint(plot.cursor.idx ?? null)] },
  };
}

/** Times in seconds, and the values at them. */
export function chartData(times: number[], series: ChartSeries[]): AlignedData {
  return [times, ...series.map(({ values }) => values)];
}

/** Half a step more at both ends, where the first bar and the last one have their halves. */
function widened(times: AlignedData[number], from: number, to: number): [number, number] {
  const half = ((times[1] ?? 0) - (times[0] ?? 0)) / 2;
  return half > 0 ? [from - half, to + half] : [from, to];
}

function axis(): Axis {
  return { font, stroke: () => themeColour("muted"), ticks: { show: false } };
}

function bars(colour: ChartColour): Series {
  const paths = UPlot.paths.bars?.({ size: [0.72, 20] });
  const fill = () => themeColour(colour);
  return { stroke: fill, fill, width: 0, points: { show: false }, ...(paths && { paths }) };
}

function line(colour: ChartColour, isFilled: boolean): Series {
  const stroke = () => themeColour(colour);
  return {
    stroke,
    width: 1.75,
    ...(isFilled && { fill: () => tint(themeColour(colour)) }),
    // A value with none beside it makes no line, and would not be seen.
    points: { show: false, size: 4, stroke, fill: stroke, filter: (plot, index) => alone(plot.data[index] ?? []) },
  };
}

function alone(values: AlignedData[number]): number[] {
  const isNothing = (index: number) => values[index] === null || values[index] === undefined;
  return Array.from(values, (_, index) => index).filter(
    (index) => !isNothing(index) && isNothing(index - 1) && isNothing(index + 1),
  );
}
