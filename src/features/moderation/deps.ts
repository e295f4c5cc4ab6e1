import type { EventDeps } from "../../platform/events/event.ts";
import type { IdempotencyDeps } from "../../platform/http/idempotency.ts";
import type { AddressLimitDeps } from "../../platform/limits/address-limit.ts";
import type { SessionsDeps } from "../sessions/index.ts";

/** What people make in the community, and may report. */
export type CommunityTarget = { type: "post" | "comment" | "space"; id: string };

export interface ModerationDeps extends SessionsDeps, EventDeps, AddressLimitDeps, IdempotencyDeps {
  /** Whether somebody may read what is said in a conversation. */
  maySeeConversation(userId: string, conversationId: string): Promise<boolean>;
  /** Whether there is such a thing, and somebody may see it. */
  maySeeInCommunity(userId: string, target: CommunityTarget): Promise<boolean>;
}
