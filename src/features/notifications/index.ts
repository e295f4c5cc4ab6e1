export { UserHub } from "./hub.ts";
export { notificationRoutes, type NotificationsDeps } from "./routes.ts";
