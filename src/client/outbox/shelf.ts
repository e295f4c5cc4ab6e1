import type { Message } from "../../features/chat/contract.ts";
import { callOut } from "../mistake.ts";
import type { Result } from "../result.ts";
import { succeed, unreachable } from "../result.ts";
import { Tabs } from "../tabs.ts";
import { Departed } from "./departed.ts";
import { keyOf, type OutboxChange, type Outgoing, outgoingOf, type StoredKey, type StoredMessage } from "./outgoing.ts";

type Shown = { stored: StoredMessage; isOnWire: boolean };
type Told = { stored: StoredMessage; change: OutboxChange };

/** What an application is told at last of a message, where the change does not say it. */
const thrownAway = unreachable("The message was thrown away.");

/**
 * One user's outgoing messages as the application sees them, the same in all tabs: each change is told here
 * and to the others. The store says what there is; this says how it is going.
 */
export class Shelf {
  readonly #shown = new Map<string, Shown>();
  readonly #listeners = new Set<(change: OutboxChange) => void>();
  readonly #waiting = new Map<string, ((result: Result<Message>) => void)[]>();
  readonly #departed = new Departed();
  readonly #otherTabs: Tabs<Told>;
  readonly #onPending: (conversationId: string) => void;
  #userId: string | null = null;

  /** @param onPending called when another tab has something to send, for the case that it goes away first */
  constructor(origin: string, onPending: (conversationId: string) => void) {
    this.#otherTabs = new Tabs(`atrium-outbox ${origin}`, (told) => this.#hear(told));
    this.#onPending = onPending;
  }

  get userId(): string | null {
    return this.#userId;
  }

  /** How many messages wait, failed ones too. */
  get size(): number {
    return this.#shown.size;
  }

  /** Shows this user's messages from now on. Whoever waits for another's is told that it is not known. */
  turnTo(userId: string | null): void {
    this.#userId = userId;
    this.#shown.clear();
    for (const key of this.#waiting.keys()) this.#settle(key, unreachable("Nobody is signed in any more."));
  }

  list(conversationId?: string): Outgoing[] {
    return [...this.#shown.values()]
      .filter(({ stored }) => conversationId === undefined || stored.conversationId === conversationId)
      .toSorted((a, b) => byPosition(a.stored, b.stored))
      .map(({ stored, isOnWire }) => outgoingOf(stored, isOnWire));
  }

  find(key: StoredKey): StoredMessage | undefined {
    return this.#shown.get(keyOf(key))?.stored;
  }

  /** Whether a message was acked or thrown away, though a store may have it still. */
  hasLeft(stored: StoredMessage): boolean {
    return this.#departed.has(stored);
  }

  /** The waiting ones of a conversation that a store, read just now, does not have. */
  missing(conversationId: string, kept: StoredMessage[]): StoredMessage[] {
    const keys = new Set(kept.map(keyOf));
    return [...this.#shown.values()]
      .map(({ stored }) => stored)
      .filter((stored) => stored.conversationId === conversationId && !keys.has(keyOf(stored)));
  }

  onChange(listener: (change: OutboxChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What becomes of a message at last: acked, failed or thrown away. */
  outcome(key: StoredKey): Promise<Result<Message>> {
    const name = keyOf(key);
    return new Promise((resolve) => this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), resolve]));
  }

  /** Takes a message in without a word: it is not stored yet. */
  add(stored: StoredMessage): void {
    this.#shown.set(keyOf(stored), { stored, isOnWire: false });
  }

  show(stored: StoredMessage, { isOnWire }: { isOnWire: boolean }): void {
    const outgoing = outgoingOf(stored, isOnWire);
    this.#change({ stored, change: { state: outgoing.state, outgoing } });
  }

  acked(stored: StoredMessage, message: Message): void {
    this.#change({ stored, change: { state: "acked", outgoing: outgoingOf(stored, true), message } });
  }

  discarded(stored: StoredMessage): void {
    this.#change({ stored, change: { state: "discarded", outgoing: outgoingOf(stored, false) } });
  }

  /** It is no more in the store. Here alone: each tab looks for itself, and one whose store fails is wrong. */
  lost(stored: StoredMessage): void {
    this.#leave({ stored, change: { state: "discarded", outgoing: outgoingOf(stored, false) } });
  }

  #change(told: Told): void {
    this.#apply(told);
    this.#otherTabs.tell(told);
  }

  #hear(told: Told): void {
    this.#apply(told);
    if (told.stored.userId === this.#userId && told.change.state === "pending")
      this.#onPending(told.stored.conversationId);
  }

  #apply(told: Told): void {
    const { stored, change } = told;
    // Its author has gone while it was being stored, or was on the wire.
    if (stored.userId !== this.#userId) return;
    if (change.state === "acked" || change.state === "discarded") {
      this.#departed.add(stored);
      return this.#leave(told);
    }
    // It was thrown away meanwhile, perhaps in another tab.
    if (this.#departed.has(stored)) return;
    const key = keyOf(stored);
    this.#shown.set(key, { stored, isOnWire: change.state === "sent" });
    this.#call(change);
    if (stored.failure) this.#settle(key, { data: null, error: stored.failure });
  }

  #leave({ stored, change }: Told): void {
    const key = keyOf(stored);
    this.#shown.delete(key);
    this.#call(change);
    this.#settle(key, change.state === "acked" ? succeed(change.message) : thrownAway);
  }

  #call(change: OutboxChange): void {
    for (const listener of this.#listeners) callOut(() => listener(change));
  }

  #settle(key: string, result: Result<Message>): void {
    const waiting = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    for (const resolve of waiting) resolve(result);
  }
}

/** Two tabs may have given the same place; then any order will do that is the same for both. */
export function byPosition(a: StoredMessage, b: StoredMessage): number {
  return a.position - b.position || (a.clientId < b.clientId ? -1 : 1);
}
