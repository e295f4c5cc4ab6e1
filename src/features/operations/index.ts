export type { OperationsDeps } from "./deps.ts";
export { adminEventRoutes } from "./event-routes.ts";
export { adminJobRoutes } from "./job-routes.ts";
export { createReplayJob } from "./replays.ts";
export { documentationRoutes, healthRoutes } from "./routes.ts";
export { suppressionRoutes } from "./suppression-routes.ts";
