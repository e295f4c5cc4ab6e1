export { applicationRoutes } from "./application-routes.ts";
export { approveApplication, rejectApplication } from "./decide-application.ts";
export type { MembershipsDeps } from "./deps.ts";
export { applicationApproved, applicationRejected, applicationSubmitted } from "./events.ts";
export { planRoutes } from "./plan-routes.ts";
export { createPlan } from "./plans.ts";
export { submitApplication } from "./submit-application.ts";
export { membershipReactions } from "./reactions.ts";
