import type { Metric } from "./metric.ts";

/** What a metric stands at: for each set of labels its amounts, of a histogram the sum in milliseconds and each bucket. */
export type Sample = { labels: string; amounts: readonly number[] };

/** https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
export const expositionType = "text/plain; version=0.0.4; charset=utf-8";

/** Metrics in Prometheus' text format. One without labels of which nothing was counted yet stands at nought. */
export function expose(families: { metric: Metric; samples: Sample[] }[]): string {
  const lines = families.flatMap(({ metric, samples }) => [
    `# HELP ${metric.name} ${metric.help.replaceAll("\\", "\\\\").replaceAll("\n", String.raw`\n`)}`,
    `# TYPE ${metric.name} ${metric.kind}`,
    ...(samples.length === 0 && metric.labels.length === 0 && metric.kind !== "histogram"
      ? [`${metric.name} 0`]
      : samples.flatMap((sample) => linesOf(metric, sample))),
  ]);
  return `${lines.join("\n")}\n`;
}

function linesOf(metric: Metric, { labels, amounts }: Sample): string[] {
  const { name } = metric;
  if (metric.kind !== "histogram") return [`${named(name, labels)} ${amounts[0] ?? 0}`];
  const [sumMs = 0, ...counts] = amounts;
  let below = 0;
  const buckets = [...metric.bounds.map((bound) => String(bound / 1000)), "+Inf"].map((bound, at) => {
    below += counts[at] ?? 0;
    return `${named(`${name}_bucket`, joined(labels, `le="${bound}"`))} ${below}`;
  });
  return [...buckets, `${named(`${name}_sum`, labels)} ${sumMs / 1000}`, `${named(`${name}_count`, labels)} ${below}`];
}

function joined(labels: string, more: string): string {
  return labels === "" ? more : `${labels},${more}`;
}

function named(name: string, labels: string): string {
  return labels === "" ? name : `${name}{${labels}}`;
}
