import { env } from "cloudflare:workers";
import { MetricsCarrier } from "../../src/platform/metrics/carrier.ts";
import { type MetricsBatch, MetricsRegistry } from "../../src/platform/metrics/registry.ts";
import { Logger } from "../../src/platform/log/logger.ts";
import { call } from "./http.ts";
import type { Person } from "./people.ts";

export const metricsToken = "a-token-for-tests-alone";
export const keeper = () => env.METRICS.getByName("all");

export type Point = {
  at: string;
  requests: number;
  refusals: number;
  errors: number;
  signIns: number;
  failedSignIns: number;
  messages: number;
  p50Ms: number | null;
  p99Ms: number | null;
  queueLagMs: number | null;
};
export type Metrics = {
  from: string;
  to: string;
  stepSeconds: number;
  points: Point[];
  current: { pendingEvents: number; pendingJobs: number; failedJobs: number; oldestPendingMs: number | null };
};

export async function readMetrics(operator: Person, query = ""): Promise<Metrics> {
  return (await operator.call("GET", `/api/v1/admin/metrics?${query}`)).json<Metrics>();
}

/** What the points of the last hour add up to. */
export async function sumOf(
  operator: Person,
  name: "requests" | "refusals" | "signIns" | "failedSignIns" | "messages",
) {
  return (await readMetrics(operator)).points.reduce((sum, point) => sum + point[name], 0);
}

/** What Prometheus would read, line by line: the value of each series. */
export async function scrape(): Promise<Map<string, number>> {
  const text = await (await call("GET", "/metrics", { token: metricsToken })).text();
  const samples = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    samples.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))]),
  );
}

/** An isolate of its own, as far as counting goes; what it is to finish is there to be awaited. */
export function countingIsolate(send: (batch: MetricsBatch) => Promise<void>, intervalMs = 20) {
  const registry = new MetricsRegistry();
  const work: Promise<unknown>[] = [];
  const carrier = new MetricsCarrier({
    send,
    keepAlive: (one) => void work.push(one),
    log: new Logger("error"),
    intervalMs,
    registry,
  });
  return { registry, carrier, settled: () => Promise.all(work.splice(0)) };
}
