export type { NotificationsDeps } from "./deps.ts";
export { UserHub } from "./hub.ts";
export { notificationReactions } from "./reactions.ts";
export { notificationRoutes } from "./routes.ts";
