export { jobApplicationRoutes } from "./application-routes.ts";
export type { CareersDeps } from "./deps.ts";
export { jobApplicationMoved, jobApplicationSubmitted } from "./events.ts";
export { postJob } from "./job-ads.ts";
export { jobRoutes } from "./job-routes.ts";
export { moveJobApplication } from "./move-application.ts";
export { submitJobApplication } from "./submit-application.ts";
