export type { Act } from "./act.ts";
export type { ActivityDeps, Follow } from "./deps.ts";
export { KnownTopics } from "./known-topics.ts";
export { relayNameOf, relayNames } from "./relay-name.ts";
export { RelayObject } from "./relay.ts";
export { activityRoutes } from "./routes.ts";
export {
  closeTopic,
  dropViewer,
  forgetTopic,
  openTopic,
  readTopic,
  readTotals,
  reconsiderTopic,
  reconsiderViewer,
  recordActivity,
} from "./service.ts";
export { ActivityTopic } from "./topic.ts";
