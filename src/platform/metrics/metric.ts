/** Something that is counted, as Prometheus knows it. */
export type Metric = {
  name: string;
  help: string;
  kind: "counter" | "gauge" | "histogram";
  /** The names of its labels. Each takes few values: never an id, an address or a path as somebody sent it. */
  labels: readonly string[];
  /** Of a histogram: where its buckets end, in milliseconds; the last one takes the rest. */
  bounds: readonly number[];
};

/** From what nobody notices to what nobody waits for. */
const requestBounds = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000] as const;
/** What waits for a queue may do so for an hour. */
const waitBounds = [50, 100, 250, 500, 1_000, 2_500, 5_000, 15_000, 60_000, 300_000, 3_600_000] as const;

const catalogue = new Map<string, Metric>();

export function defineCounter(name: `atrium_${string}_total`, help: string, labels: readonly string[] = []): Metric {
  return enter({ name, help, kind: "counter", labels, bounds: [] });
}

/** What stands at some value now: asked for when somebody looks, and not counted. */
export function defineGauge(name: `atrium_${string}`, help: string, labels: readonly string[] = []): Metric {
  return enter({ name, help, kind: "gauge", labels, bounds: [] });
}

/** How long something takes. It is recorded in milliseconds, and told in seconds as Prometheus wants it. */
export function defineHistogram(
  name: `atrium_${string}_seconds`,
  help: string,
  labels: readonly string[],
  of: "requests" | "waits",
): Metric {
  return enter({ name, help, kind: "histogram", labels, bounds: of === "requests" ? requestBounds : waitBounds });
}

/** Every metric that any part has declared, by name. */
export function listMetrics(): Metric[] {
  return [...catalogue.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function enter(metric: Metric): Metric {
  if (catalogue.has(metric.name)) throw new Error(`two metrics are called ${metric.name}`);
  catalogue.set(metric.name, metric);
  return metric;
}

/** Values of a metric's labels as Prometheus writes them: `method="GET",status="200"`. */
export function labelText({ name, labels }: Metric, values: readonly string[]): string {
  if (values.length !== labels.length) throw new Error(`${name} has ${labels.length} labels`);
  return labels.map((label, at) => `${label}="${escaped(values[at] ?? "")}"`).join(",");
}

function escaped(value: string): string {
  return value
    .replaceAll("\\", "\\\\")
    .replaceAll('"', String.raw`\"`)
    .replaceAll("\n", String.raw`\n`);
}
