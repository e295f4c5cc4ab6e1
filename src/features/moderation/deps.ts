import type { EventDeps } from "../../platform/events/event.ts";
import type { IdempotencyDeps } from "../../platform/http/idempotency.ts";
import type { AddressLimitDeps } from "../../platform/limits/address-limit.ts";
import type { SessionsDeps } from "../sessions/index.ts";

export interface ModerationDeps extends SessionsDeps, EventDeps, AddressLimitDeps, IdempotencyDeps {
  /** Whether somebody may read what is said in a conversation. */
  maySeeConversation(userId: string, conversationId: string): Promise<boolean>;
}
