export { UserHub } from "./hub.ts";
export { type NotificationHub, notificationRoutes, type NotificationsDeps } from "./routes.ts";
