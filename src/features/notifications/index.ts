export type { NotificationsDeps } from "./deps.ts";
export { UserHub } from "./hub.ts";
export { deliverJob } from "./jobs.ts";
export { notificationReactions } from "./reactions.ts";
export { reportDelivery } from "./report-delivery.ts";
export { notificationRoutes } from "./routes.ts";
