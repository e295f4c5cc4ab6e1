import { useEffect, useRef } from "react";
import UPlot from "uplot";
import { chartData, type ChartLooks, chartOptions, type ChartSeries } from "./chart-options.ts";
import "./chart.css";

export type ChartProps = Omit<ChartLooks, "series"> & {
  /** What one would see, in words. */
  summary: string;
  /** When each value was counted, in seconds since the epoch. */
  times: number[];
  series: ChartSeries[];
};

/** Values over time. It fills the width that it is given, and follows the colours of the theme. */
export function Chart({ summary, times, series, ...looks }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(null);
  const latest = useRef({ looks, times, series });
  useEffect(() => {
    latest.current = { looks, times, series };
    plot.current?.setData(chartData(times, series));
  });
  useEffect(() => {
    if (!box.current) return;
    const made = draw(box.current, () => latest.current);
    plot.current = made.plot;
    return () => {
      plot.current = null;
      made.end();
    };
  }, []);
  return (
    // Places in it are counted from the left, whichever way one reads.
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it is drawn here, and loaded from nowhere
    <div ref={box} role="img" aria-label={summary} dir="ltr" className="h-40 min-w-0 overflow-hidden" />
  );
}

type Latest = { looks: Omit<ChartLooks, "series">; times: number[]; series: ChartSeries[] };

function draw(box: HTMLElement, latest: () => Latest): { plot: UPlot; end: () => void } {
  const { looks, times, series } = latest();
  const options = chartOptions(
    {
      ...looks,
      series,
      timeText: (ms) => latest().looks.timeText(ms),
      valueText: (value) => latest().looks.valueText(value),
      onPoint: (index) => latest().looks.onPoint(index),
    },
    box.clientWidth,
  );
  const plot = new UPlot(options, chartData(times, series), box);
  const resized = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height: plot.height }));
  resized.observe(box);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const redraw = () => plot.redraw(false);
  scheme.addEventListener("change", redraw);
  return {
    plot,
    end: () => {
      resized.disconnect();
      scheme.removeEventListener("change", redraw);
      plot.destroy();
    },
  };
}
