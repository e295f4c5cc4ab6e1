export type { OperationsDeps } from "./deps.ts";
export { documentationRoutes, healthRoutes } from "./routes.ts";
