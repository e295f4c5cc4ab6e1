import type { Message, NewMessage } from "../../features/chat/contract.ts";
import { Backoff } from "../backoff.ts";
import { isPassing } from "../refusal.ts";
import { fail, type Result } from "../result.ts";
import type { Transport } from "../transport.ts";
import { onWake } from "../wake.ts";
import { Delivery } from "./delivery.ts";
import { Dispatch } from "./dispatch.ts";
import { IndexedDbStore } from "./indexed-db-store.ts";
import { MemoryStore } from "./memory-store.ts";
import type { OutboxChange, OutboxStore, Outgoing, StoredMessage } from "./outgoing.ts";
import type { Rooms } from "./rooms.ts";
import { byPosition, Shelf } from "./shelf.ts";

/** Which of one's messages. */
export type OutgoingKey = Pick<Outgoing, "conversationId" | "clientId">;

/** The outbox as applications have it: they send by `chat.send`. */
export type OutboxView = Pick<Outbox, "list" | "onChange" | "retry" | "discard">;

/** The messages of the signed-in user that the server does not have yet. */
export class Outbox {
  readonly #transport: Transport;
  readonly #store: OutboxStore;
  readonly #shelf: Shelf;
  readonly #dispatch: Dispatch;
  readonly #deliveries = new Map<string, Delivery>();
  #lastPosition = 0;

  constructor(transport: Transport, rooms: Rooms) {
    const { access, options, origin } = transport;
    this.#transport = transport;
    this.#shelf = new Shelf(origin, (conversationId) => this.#deliveryOf(conversationId).start());
    const lasting = options.outbox ?? IndexedDbStore.create(origin);
    this.#store = lasting ?? new MemoryStore();
    this.#dispatch = new Dispatch(transport, rooms, this.#store, this.#shelf);
    access.onUser((userId) => void this.#arrive(userId));
    access.onEnd((reason) => void this.#leave({ onPurpose: reason === "signed-out" }));
    rooms.onLive((conversationId) => this.#deliveries.get(conversationId)?.hurry());
    onWake(() => this.#hurry());
    if (lasting) void this.#goOnFromBefore();
  }

  /** What waits, in the order in which it was written, of all conversations or of one. */
  list(conversationId?: string): Outgoing[] {
    return this.#shelf.list(conversationId);
  }

  /** Calls back at every change, also of what was written in another tab or before a reload. @returns how to stop. */
  onChange(listener: (change: OutboxChange) => void): () => void {
    return this.#shelf.onChange(listener);
  }

  /** Has a failed message tried again, at its place. Others it leaves as they are. */
  async retry(key: OutgoingKey): Promise<void> {
    const stored = this.#find(key);
    if (!stored?.failure) return;
    const again = { ...stored, failure: null, triedSince: Date.now() };
    await this.#store.put(again);
    if (this.#shelf.userId !== stored.userId) return;
    this.#shelf.show(again, { isOnWire: false });
    this.#deliveryOf(key.conversationId).start();
  }

  /** Throws a message away. One that is on the wire may still arrive. */
  async discard(key: OutgoingKey): Promise<void> {
    const stored = this.#find(key);
    if (!stored) return;
    this.#shelf.discarded(stored);
    await this.#store.remove(stored);
  }

  /** Stores a message, sends it as soon as that can be done, and gives what became of it. */
  async send(conversationId: string, message: NewMessage): Promise<Result<Message>> {
    const author = await this.#author();
    if (author.error) return author;
    const stored = this.#written(author.data, conversationId, message);
    const known = this.#shelf.find(stored);
    if (!known && this.#shelf.size >= mostMessages) return full;
    const outcome = this.#shelf.outcome(stored);
    if (!known) await this.#keep(stored);
    // The same again: while the first is on its way, that one's outcome is this one's.
    else if (known.failure) await this.retry(known);
    return outcome;
  }

  async #keep(stored: StoredMessage): Promise<void> {
    this.#shelf.add(stored);
    try {
      await this.#store.put(stored);
    } catch {
      return this.#shelf.discarded(stored);
    }
    // Their author was signed out meanwhile, and has been told that it is not sent.
    if (this.#shelf.userId !== stored.userId) return this.#store.remove(stored);
    this.#shelf.show(stored, { isOnWire: false });
    this.#deliveryOf(stored.conversationId).start();
  }

  async #author(): Promise<Result<string>> {
    const known = this.#shelf.userId;
    if (known !== null) return { data: known, error: null };
    const { error } = await this.#transport.access.token();
    if (error) return { data: null, error };
    const userId = this.#shelf.userId;
    return userId === null ? nobody : { data: userId, error: null };
  }

  #written(userId: string, conversationId: string, message: NewMessage): StoredMessage {
    const now = Date.now();
    this.#lastPosition = Math.max(now, this.#lastPosition + 1);
    const createdAt = new Date(now).toISOString();
    return {
      ...message,
      userId,
      conversationId,
      createdAt,
      position: this.#lastPosition,
      triedSince: now,
      failure: null,
    };
  }

  #find(key: OutgoingKey): StoredMessage | undefined {
    const { userId } = this.#shelf;
    return userId === null ? undefined : this.#shelf.find({ ...key, userId });
  }

  /** Somebody is signed in: what they wrote before is sent. */
  async #arrive(userId: string): Promise<void> {
    if (this.#shelf.userId === userId) return;
    this.#turnTo(userId);
    const kept = await this.#keptOf(userId);
    if (this.#shelf.userId !== userId) return;
    for (const stored of kept.toSorted(byPosition)) {
      if (this.#shelf.hasLeft(stored)) continue;
      this.#lastPosition = Math.max(this.#lastPosition, stored.position);
      if (!this.#shelf.find(stored)) this.#shelf.show(stored, { isOnWire: false });
      if (!stored.failure) this.#deliveryOf(stored.conversationId).start();
    }
  }

  /** What the store has of a user. One that fails for a while is asked again as long as they are signed in. */
  async #keptOf(userId: string): Promise<StoredMessage[]> {
    const backoff = new Backoff();
    while (this.#shelf.userId === userId) {
      try {
        return await this.#store.list(userId);
      } catch {
        await wait(leastAfterFailureMs + backoff.nextMs({ isAskedFor: false }));
      }
    }
    return [];
  }

  /** Who signs out leaves nothing behind. Whose session ends otherwise finds everything at the next sign-in. */
  async #leave({ onPurpose }: { onPurpose: boolean }): Promise<void> {
    const { userId } = this.#shelf;
    if (userId === null) return;
    const shown = this.#shelf.list().map((outgoing) => this.#find(outgoing));
    if (onPurpose) for (const stored of shown) if (stored) this.#shelf.discarded(stored);
    this.#turnTo(null);
    if (!onPurpose) return;
    for (const stored of await this.#store.list(userId).catch(() => [])) {
      await this.#store.remove(stored).catch(() => {});
    }
  }

  #turnTo(userId: string | null): void {
    this.#shelf.turnTo(userId);
    for (const delivery of this.#deliveries.values()) delivery.stop();
    this.#deliveries.clear();
  }

  /** Something was left from before: finds out who is signed in, as soon as the server can be asked. */
  async #goOnFromBefore(): Promise<void> {
    // Where it cannot be told, something may well wait.
    if (await this.#store.isEmpty().catch(() => false)) return;
    const finding = new Delivery("atrium-outbox", async () => {
      const { error } = await this.#transport.access.token();
      // Refused, there is nobody signed in: the next sign-in sends what is theirs.
      return error && isPassing(error) ? { notNow: error } : "nothing-left";
    });
    onWake(() => finding.hurry());
    finding.start();
  }

  #deliveryOf(conversationId: string): Delivery {
    const known = this.#deliveries.get(conversationId);
    if (known) return known;
    const { userId } = this.#shelf;
    const name = `atrium-outbox ${userId} ${conversationId}`;
    const delivery = new Delivery(name, () => this.#dispatch.sendNext(userId, conversationId));
    this.#deliveries.set(conversationId, delivery);
    return delivery;
  }

  #hurry(): void {
    for (const delivery of this.#deliveries.values()) delivery.hurry();
  }
}

/** A store that failed is not asked again before that. */
const leastAfterFailureMs = 1_000;

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** So many messages of one user may wait. */
const mostMessages = 1_000;
const full = fail({ code: "OUTBOX_FULL", status: 0, detail: "Too many messages wait already.", requestId: null });
const nobody = fail({ code: "UNAUTHENTICATED", status: 401, detail: "Nobody is signed in.", requestId: null });
