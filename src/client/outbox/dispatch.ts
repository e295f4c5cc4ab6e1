import type { Message } from "../../features/chat/contract.ts";
import { isPassing } from "../refusal.ts";
import type { Failure, Result } from "../result.ts";
import type { Transport } from "../transport.ts";
import type { Attempt } from "./delivery.ts";
import type { OutboxStore, StoredMessage } from "./outgoing.ts";
import type { Rooms } from "./rooms.ts";
import { byPosition, type Shelf } from "./shelf.ts";

/** What is older than that is not sent by surprise: it fails, and somebody decides. */
const patienceMs = 7 * 24 * 60 * 60_000;
const tooOld: Failure = { code: "NETWORK", status: 0, detail: "It could not be sent for a week.", requestId: null };

/** How long another tab may take to tell what became of a message that it has removed. */
const hearingMs = 2_000;

/** Takes the next message of a conversation to the server, and notes how that went. */
export class Dispatch {
  readonly #transport: Transport;
  readonly #rooms: Rooms;
  readonly #store: OutboxStore;
  readonly #shelf: Shelf;

  constructor(transport: Transport, rooms: Rooms, store: OutboxStore, shelf: Shelf) {
    this.#transport = transport;
    this.#rooms = rooms;
    this.#store = store;
    this.#shelf = shelf;
  }

  async sendNext(userId: string | null, conversationId: string): Promise<Attempt> {
    if (userId === null || userId !== this.#shelf.userId) return "nothing-left";
    const kept = await this.#store.list(userId);
    if (userId !== this.#shelf.userId) return "nothing-left";
    const waiting = kept.filter((stored) => stored.conversationId === conversationId && !this.#shelf.hasLeft(stored));
    // What the store could not note of a refusal is known here.
    const [next] = waiting
      .filter((stored) => !stored.failure && !this.#shelf.find(stored)?.failure)
      .toSorted(byPosition);
    this.#removeLeft(kept);
    if (!next) {
      this.#forgetMissing(conversationId, kept);
      return "nothing-left";
    }
    if (Date.now() - next.triedSince > patienceMs) return this.#fail(next, tooOld);
    this.#shelf.show(next, { isOnWire: true });
    const { data: message, error } = await this.#deliver(next);
    if (!error) return this.#ack(next, message);
    if (!isPassing(error) && error.status !== 401) return this.#fail(next, error);
    if (this.#isStillThere(next)) this.#shelf.show(next, { isOnWire: false });
    return { notNow: error };
  }

  #deliver(stored: StoredMessage): Promise<Result<Message>> {
    const { userId, conversationId, clientId, content, replyTo, attachments } = stored;
    const message = { clientId, content, ...(replyTo && { replyTo }), ...(attachments && { attachments }) };
    const room = this.#rooms.find(conversationId);
    if (room) return room.send(message);
    const path = `/conversations/${conversationId}/messages`;
    return this.#transport.request("POST", path, { body: message, as: userId });
  }

  /** The others hear of it before it is gone from the store, so that nobody misses it and wonders. */
  async #ack(stored: StoredMessage, message: Message): Promise<Attempt> {
    if (this.#isStillThere(stored)) this.#shelf.acked(stored, message);
    await this.#store.remove(stored);
    return "settled";
  }

  /** Tries once more to remove what the store could not, or was read too early to be without. */
  #removeLeft(kept: StoredMessage[]): void {
    const left = kept.filter((stored) => this.#shelf.hasLeft(stored) && !this.#shelf.find(stored));
    for (const stored of left) this.#store.remove(stored).catch(() => {});
  }

  async #fail(stored: StoredMessage, failure: Failure): Promise<Attempt> {
    if (!this.#isStillThere(stored)) return "settled";
    const failed = { ...stored, failure };
    // Where it cannot be kept, it is known at least as long as this program runs.
    await this.#store.put(failed).catch(() => {});
    this.#shelf.show(failed, { isOnWire: false });
    return "settled";
  }

  /** It may have been thrown away, or its author have gone, while it was on the wire. */
  #isStillThere(stored: StoredMessage): boolean {
    return this.#shelf.userId === stored.userId && this.#shelf.find(stored) !== undefined;
  }

  /** What waits here and is gone from the store, another tab has dealt with, and gone away before it could say how. */
  #forgetMissing(conversationId: string, kept: StoredMessage[]): void {
    const missing = this.#shelf.missing(conversationId, kept);
    if (missing.length > 0) setTimeout(() => void this.#forgetGone(conversationId, missing), hearingMs);
  }

  async #forgetGone(conversationId: string, missing: StoredMessage[]): Promise<void> {
    const { userId } = this.#shelf;
    const kept = userId === null ? null : await this.#store.list(userId).catch(() => null);
    if (!kept) return;
    const gone = new Set(this.#shelf.missing(conversationId, kept));
    for (const stored of missing) if (gone.has(stored)) this.#shelf.lost(stored);
  }
}
