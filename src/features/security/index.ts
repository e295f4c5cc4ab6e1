export type { SecurityDeps } from "./deps.ts";
export { clearFailures, openGate } from "./gate.ts";
export { noticeMail } from "./mails.ts";
export { securityReactions } from "./reactions.ts";
export { ListedReputation } from "./reputation.ts";
export { type Assessment, assessSignIn, describeRisk, noticeOf, type Signal, type SignInFacts } from "./risk.ts";
export { securityRoutes } from "./routes.ts";
export { tellOfSignIn } from "./sign-in-notice.ts";
