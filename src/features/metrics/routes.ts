import { Hono, type MiddlewareHandler } from "hono";
import { digest, digestsEqual } from "../../platform/crypto/digest.ts";
import { documented, endpoint } from "../../platform/http/endpoint.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { expose, expositionType } from "../../platform/metrics/exposition.ts";
import { listMetrics } from "../../platform/metrics/metric.ts";
import { requirePermissions } from "../sessions/index.ts";
import { Metrics, MetricsQuery } from "./contract.ts";
import type { MetricsFeatureDeps } from "./deps.ts";
import { readGauges } from "./gauges.ts";
import { readMetrics } from "./read-metrics.ts";

/** What an operator sees of how the service fares. */
export const adminMetricsRoutes = new Hono<FeatureEnv<MetricsFeatureDeps>>().get(
  "/admin/metrics",
  requirePermissions("metrics.view"),
  endpoint({
    summary: "How the service fared, step by step, and what waits now",
    query: MetricsQuery,
    responses: { 200: Metrics },
  }),
  async (c) => c.json(await readMetrics(c.var.deps, c.req.valid("query"))),
);

/** Lets through who has the token; where none is configured, nobody. */
const requireMetricsToken: MiddlewareHandler<FeatureEnv<MetricsFeatureDeps>> = documented(
  async (c, next) => {
    const [, given] = /^Bearer (\S+)$/i.exec(c.req.header("authorization") ?? "") ?? [];
    const wanted = c.var.deps.config.METRICS_TOKEN;
    if (given === undefined || wanted === undefined || !digestsEqual(digest(given), digest(wanted)))
      throw new Problem("UNAUTHENTICATED");
    await next();
  },
  { problems: ["UNAUTHENTICATED"] },
);

/** The same for Prometheus, since the beginning. */
export const prometheusRoutes = new Hono<FeatureEnv<MetricsFeatureDeps>>().get(
  "/metrics",
  requireMetricsToken,
  endpoint({
    summary: "What was counted, in Prometheus' text format; the bearer is METRICS_TOKEN",
    responses: { 200: { mediaTypes: ["text/plain"] } },
  }),
  async (c) => {
    const { deps } = c.var;
    const [totals, gauges] = await Promise.all([deps.metricsKeeper().totals(), readGauges(deps)]);
    const counted = Map.groupBy(totals, ({ metric }) => metric);
    const families = listMetrics().map((metric) => {
      const samples = metric.kind === "gauge" ? gauges.get(metric.name) : counted.get(metric.name);
      return { metric, samples: samples ?? [] };
    });
    return c.body(expose(families), 200, { "content-type": expositionType });
  },
);
