import type { Message, NewMessage } from "../../features/chat/contract.ts";
import type { Failure } from "../result.ts";

/**
 * One's own message until the server has it. `pending`: kept here, not on the wire; `sent`: on the wire,
 * without an answer yet; `failed`: refused for a reason that repeating can't mend, and kept until it is
 * tried again or thrown away.
 */
export type Outgoing = NewMessage & { conversationId: string; createdAt: string } & (
    | { state: "pending" | "sent" }
    | { state: "failed"; error: Failure }
  );

/** What became of a message of one's own. With `acked` and `discarded` it has left the outbox. */
export type OutboxChange =
  | { state: "pending" | "sent" | "failed"; outgoing: Outgoing }
  | { state: "acked"; outgoing: Outgoing; message: Message }
  | { state: "discarded"; outgoing: Outgoing };

/** A message as a store keeps it. */
export type StoredMessage = NewMessage & {
  userId: string;
  conversationId: string;
  createdAt: string;
  /** Its place among the user's messages: they are sent in this order. */
  position: number;
  /** Since when it may be sent: the time at which it was written, or tried again. */
  triedSince: number;
  /** Why it is not tried any more. */
  failure: Failure | null;
};

/** Names one stored message. */
export type StoredKey = Pick<StoredMessage, "userId" | "conversationId" | "clientId">;

/** Where messages wait, and outlive the program if the store does. It may hold those of several users. */
export interface OutboxStore {
  /** Everything that waits of one user, in any order. It may throw: it is asked again, and nothing counts as gone. */
  list(userId: string): Promise<StoredMessage[]>;
  /** Adds a message, or takes the place of the one with the same key. Kept once the promise resolves. */
  put(message: StoredMessage): Promise<void>;
  /** Removes a message; one that is not there is no mistake. */
  remove(key: StoredKey): Promise<void>;
  /** Whether nobody's messages wait. */
  isEmpty(): Promise<boolean>;
}

export function keyOf({ userId, conversationId, clientId }: StoredKey): string {
  return JSON.stringify([userId, conversationId, clientId]);
}

/** A stored message as the application sees it. */
export function outgoingOf(stored: StoredMessage, isOnWire: boolean): Outgoing {
  const { userId: _, position: __, triedSince: ___, failure, ...message } = stored;
  if (failure) return { ...message, state: "failed", error: failure };
  return { ...message, state: isOnWire ? "sent" : "pending" };
}
