export { openDirect } from "./conversations.ts";
export type { ChatDeps } from "./deps.ts";
export { KnownConversations } from "./known-conversations.ts";
export { postMessage } from "./messages.ts";
export type { ConversationNews, MemberHub } from "./news.ts";
export { ChatRoom } from "./room.ts";
export { chatRoutes } from "./routes.ts";
