import { countOf, percentile, type Spread } from "../../platform/metrics/log-linear.ts";
import type { MetricsPoint } from "./contract.ts";
import type { Figures } from "./figures.ts";

const nothing: Omit<Figures, "at"> = { sums: {}, spreads: {} };

/** A point for each step from the one to the other, both included: also for those in which nothing was counted. */
export function pointsBetween(
  figures: Figures[],
  { first, last, stepMs }: Record<"first" | "last" | "stepMs", number>,
) {
  const known = new Map(figures.map((one) => [one.at, one]));
  const count = Math.max(0, Math.floor((last - first) / stepMs) + 1);
  return Array.from({ length: count }, (_, number) => {
    const at = first + number * stepMs;
    return pointOf(at, known.get(at) ?? nothing);
  });
}

function pointOf(at: number, { sums, spreads }: Omit<Figures, "at">): MetricsPoint {
  const sum = (name: string) => sums[name] ?? 0;
  const durations = spreadOf(spreads["durations"]);
  return {
    at: new Date(at).toISOString(),
    requests: countOf(durations),
    refusals: sum("refusals"),
    errors: sum("errors"),
    signIns: sum("signIns"),
    failedSignIns: sum("failedSignIns"),
    messages: sum("messages"),
    p50Ms: percentile(durations, 0.5),
    p99Ms: percentile(durations, 0.99),
    queueLagMs: percentile(spreadOf(spreads["queueLag"]), 0.99),
  };
}

function spreadOf(counts: Record<string, number> = {}): Spread {
  return new Map(Object.entries(counts).map(([bucket, count]) => [Number(bucket), count]));
}
