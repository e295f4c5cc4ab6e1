export type { CompanionsDeps } from "./deps.ts";
export { answerQuestion } from "./jobs.ts";
export { createThinkers } from "./providers.ts";
export { companionRoutes } from "./routes.ts";
export type { AiBinding } from "./workers-ai.ts";
