export { blockersAmong, blocksAmong, isBlocked } from "./blocks.ts";
export type { ModerationDeps } from "./deps.ts";
export { userBlocked, userUnblocked } from "./events.ts";
export { moderationRoutes } from "./routes.ts";
