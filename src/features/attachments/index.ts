export { claimAttachments, claimWithin, releaseAttachments, releaseAudience } from "./audiences.ts";
export type { AttachmentsDeps } from "./deps.ts";
export { pruneAttachments } from "./prune.ts";
export { attachmentRoutes } from "./routes.ts";
