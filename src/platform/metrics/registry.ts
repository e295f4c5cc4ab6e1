import { bucketOf, type Spread } from "./log-linear.ts";
import { defineCounter, labelText, type Metric } from "./metric.ts";

/** One line of a metric: what was counted since it was last told of. Of a histogram the sum, then each bucket. */
export type Series = { metric: Metric; labels: string; amounts: number[] };

/**
 * What was counted in one minute, for those who look at curves: sums by name, and of each kind of durations how many
 * fell into each bucket (log-linear.ts).
 */
export type MinuteFigures = {
  at: number;
  sums: Record<string, number>;
  spreads: Record<string, Record<string, number>>;
};

/** What an isolate tells at once. Whoever takes it in does so once for each number of an isolate. */
export type MetricsBatch = {
  isolateId: string;
  number: number;
  totals: [metric: string, labels: string, amounts: number[]][];
  minutes: MinuteFigures[];
};

type Minute = { at: number; sums: Map<string, number>; spreads: Map<string, Spread> };

const minuteMs = 60_000;
/** While nothing can be told, so many minutes are told apart; what is older counts for a later one. */
const maxMinutes = 120;
const maxSeries = 3_000;

/** Where what has no line of its own is counted: there are only so many. */
export const unlisted = defineCounter(
  "atrium_metrics_unlisted_total",
  "What was counted for which there was no line left.",
);

/**
 * What this isolate has counted and not yet told: an increment in memory, without anything to wait for. It holds no
 * promise, for that would belong to one request: whoever is due tells of it under its own name (carrier.ts).
 */
export class MetricsRegistry {
  readonly #series = new Map<Metric, Map<string, Series>>();
  #seriesCount = 0;
  #minutes: Minute[] = [];
  #isolateId = "";
  #lastNumber = 0;
  /** What was told and not acknowledged: it is told again as it is, before anything else. */
  #untold: MetricsBatch | undefined;
  isDirty = false;

  /** The line of a metric with these values of its labels, to be kept by whoever counts in it often. */
  series(metric: Metric, values: readonly string[] = []): Series {
    const lines = this.#series.get(metric) ?? new Map<string, Series>();
    this.#series.set(metric, lines);
    const key = values.join("\n");
    const known = lines.get(key);
    if (known) return known;
    if (this.#seriesCount >= maxSeries && metric !== unlisted) return this.series(unlisted);
    const isHistogram = metric.kind === "histogram";
    const amounts = Array.from({ length: isHistogram ? metric.bounds.length + 2 : 1 }, () => 0);
    const made = { metric, labels: labelText(metric, values), amounts };
    lines.set(key, made);
    this.#seriesCount += 1;
    return made;
  }

  count(metric: Metric, values: readonly string[] = [], by = 1): void {
    this.add(this.series(metric, values), by);
  }

  add(series: Series, by = 1): void {
    series.amounts[0] = (series.amounts[0] ?? 0) + by;
    this.isDirty = true;
  }

  /** Takes in how long something took, in a histogram's line. */
  observe(series: Series, ms: number): void {
    const { amounts, metric } = series;
    if (metric.kind !== "histogram") return this.add(series);
    const { bounds } = metric;
    let at = 0;
    while (at < bounds.length && ms > (bounds[at] ?? 0)) at += 1;
    amounts[0] = (amounts[0] ?? 0) + ms;
    amounts[at + 1] = (amounts[at + 1] ?? 0) + 1;
    this.isDirty = true;
    return undefined;
  }

  /** Adds to a figure of the present minute. */
  addFigure(name: string, now: number, by = 1): void {
    const { sums } = this.#minuteOf(now);
    sums.set(name, (sums.get(name) ?? 0) + by);
    this.isDirty = true;
  }

  /** Takes in how long something took in the present minute. */
  addDuration(name: string, now: number, ms: number): void {
    const { spreads } = this.#minuteOf(now);
    let spread = spreads.get(name);
    if (!spread) spreads.set(name, (spread = new Map()));
    const bucket = bucketOf(ms);
    spread.set(bucket, (spread.get(bucket) ?? 0) + 1);
    this.isDirty = true;
  }

  /** What is to be told now: what was not acknowledged, or else all that was counted since; nothing where nothing was. */
  take(): { batch: MetricsBatch; isRetry: boolean } | undefined {
    if (this.#untold) return { batch: this.#untold, isRetry: true };
    if (!this.isDirty) return undefined;
    this.isDirty = false;
    // Not made when the isolate starts: there is no randomness there.
    this.#isolateId ||= crypto.randomUUID();
    this.#lastNumber += 1;
    this.#untold = {
      isolateId: this.#isolateId,
      number: this.#lastNumber,
      totals: this.#takeTotals(),
      minutes: this.#minutes.splice(0).map(figuresOf),
    };
    return { batch: this.#untold, isRetry: false };
  }

  /** That a batch was taken in: it is not told again. */
  acknowledge({ number }: MetricsBatch): void {
    if (this.#untold?.number === number) this.#untold = undefined;
  }

  #takeTotals(): MetricsBatch["totals"] {
    const totals: MetricsBatch["totals"] = [];
    for (const lines of this.#series.values()) {
      for (const { metric, labels, amounts } of lines.values()) {
        if (amounts.every((amount) => amount === 0)) continue;
        totals.push([metric.name, labels, [...amounts]]);
        amounts.fill(0);
      }
    }
    return totals;
  }

  #minuteOf(now: number): Minute {
    const last = this.#minutes.at(-1);
    if (last && now >= last.at && now < last.at + minuteMs) return last;
    const at = Math.floor(now / minuteMs) * minuteMs;
    const known = this.#minutes.find((minute) => minute.at === at);
    if (known) return known;
    const [oldest, next] = this.#minutes;
    if (oldest && next && this.#minutes.length >= maxMinutes) this.#minutes.splice(0, 2, together(oldest, next));
    const minute: Minute = { at, sums: new Map(), spreads: new Map() };
    this.#minutes.push(minute);
    return minute;
  }
}

/** Two minutes as one: what was counted in the first counts for the second. */
function together(first: Minute, second: Minute): Minute {
  for (const [name, sum] of first.sums) second.sums.set(name, (second.sums.get(name) ?? 0) + sum);
  for (const [name, spread] of first.spreads) {
    const into = second.spreads.get(name) ?? new Map<number, number>();
    for (const [bucket, count] of spread) into.set(bucket, (into.get(bucket) ?? 0) + count);
    second.spreads.set(name, into);
  }
  return second;
}

function figuresOf({ at, sums, spreads }: Minute): MinuteFigures {
  const pairs = [...spreads].map(([name, spread]) => [name, Object.fromEntries(spread)] as const);
  return { at, sums: Object.fromEntries(sums), spreads: Object.fromEntries(pairs) };
}

/** What this isolate counts, its Worker's requests and its objects alike. */
export const metrics = new MetricsRegistry();
