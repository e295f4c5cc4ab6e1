export { UserHub } from "./hub.ts";
export { notificationReactions } from "./reactions.ts";
export { notificationRoutes, type NotificationsDeps } from "./routes.ts";
