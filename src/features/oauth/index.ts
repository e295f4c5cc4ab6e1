export type { OauthDeps } from "./deps.ts";
export { pruneOauthFlows } from "./flows.ts";
export { ProviderDocuments } from "./provider-documents.ts";
export { oauthRoutes } from "./routes.ts";
