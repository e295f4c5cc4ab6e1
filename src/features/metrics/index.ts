export type { MetricsFeatureDeps } from "./deps.ts";
export { MetricsObject } from "./metrics-object.ts";
export { adminMetricsRoutes, prometheusRoutes } from "./routes.ts";
