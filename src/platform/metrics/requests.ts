import type { Answered } from "../http/envelope.ts";
import { defineCounter, defineHistogram } from "./metric.ts";
import { metrics, type MetricsRegistry, type Series } from "./registry.ts";

const total = defineCounter("atrium_http_requests_total", "Requests answered, by route as it is declared.", [
  "method",
  "route",
  "status",
]);
const duration = defineHistogram(
  "atrium_http_request_duration_seconds",
  "How long requests took until their answers began.",
  ["method", "route"],
  "requests",
);

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

type RouteSeries = { duration: Series; byStatus: Map<number, Series> };

/** The lines that a route's requests are counted in, found without making anything: this runs with every request. */
const routesOf = new WeakMap<MetricsRegistry, Map<string, Map<string, RouteSeries>>>();

/** @param route as it is declared, never as it was asked for: that may be any of millions. */
type AnsweredRequest = Answered & { route: string };

/** Counts a request that was answered. */
export function countRequest(
  { method, route, status, durationMs }: AnsweredRequest,
  now: number,
  registry = metrics,
): void {
  const known = methods.has(method) ? method : "OTHER";
  const series = routesOf.get(registry)?.get(route)?.get(known) ?? newSeries(registry, known, route);
  registry.add(series.byStatus.get(status) ?? newStatus(registry, series, [known, route, String(status)]));
  registry.observe(series.duration, durationMs);
  registry.addDuration("durations", now, durationMs);
  if (status >= 400) registry.addFigure(status >= 500 ? "errors" : "refusals", now);
}

function newSeries(registry: MetricsRegistry, method: string, route: string): RouteSeries {
  const routes = routesOf.get(registry) ?? new Map<string, Map<string, RouteSeries>>();
  routesOf.set(registry, routes);
  const ofRoute = routes.get(route) ?? new Map<string, RouteSeries>();
  routes.set(route, ofRoute);
  const made = { duration: registry.series(duration, [method, route]), byStatus: new Map<number, Series>() };
  ofRoute.set(method, made);
  return made;
}

function newStatus(registry: MetricsRegistry, { byStatus }: RouteSeries, values: [string, string, string]): Series {
  const made = registry.series(total, values);
  byStatus.set(Number(values[2]), made);
  return made;
}
