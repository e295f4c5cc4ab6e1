export { blockersAmong, blocksAmong, hasBlockBetween, isBlocked, noBlockBetween } from "./blocks.ts";
export type { CommunityTarget, ModerationDeps } from "./deps.ts";
export { userBlocked, userUnblocked } from "./events.ts";
export { moderationRoutes } from "./routes.ts";
