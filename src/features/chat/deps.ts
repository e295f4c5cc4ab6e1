import type { IdempotencyDeps } from "../../platform/http/idempotency.ts";
import type { SessionsDeps } from "../sessions/index.ts";
import type { NewMessage } from "./contract.ts";
import type { KnownConversations } from "./known-conversations.ts";
import type { PageOfHistory } from "./message-log.ts";
import type { HistoryOutcome, PostOutcome } from "./room.ts";

/** What the Worker asks of a conversation's room. */
export interface Room {
  postMessage(senderId: string, input: NewMessage): Promise<PostOutcome>;
  listMessages(userId: string, query: PageOfHistory): Promise<HistoryOutcome>;
  markRead(userId: string, seq: number): Promise<boolean>;
  fetch(request: Request): Promise<Response>;
}

/** What chat asks of a user's hub on behalf of that user. */
export interface ConversationHub {
  unreadCounts(conversationIds: string[]): Promise<Record<string, number>>;
}

export interface ChatDeps extends SessionsDeps, IdempotencyDeps {
  knownConversations: KnownConversations;
  roomOf(conversationId: string): Room;
  conversationHubOf(userId: string): ConversationHub;
}
