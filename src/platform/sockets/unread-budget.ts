/** What a socket may have been sent beyond what its client told to have read. */
const maxUnread = 8 * 1024 * 1024;
/** Places closer together than this are one: the ledger stays short, whatever the size of frames. */
const stepSize = 64 * 1024;

type Place = { seq: number; sent: number };

/** As much of a budget as outlives an eviction. */
export type UnreadState = { seq: number; unread: number };

/**
 * How far one client is behind. The runtime does not tell how much of what was sent waits in memory, so
 * the client does: what it has not told to have read counts as waiting.
 *
 * What is no durable event has no place of its own and counts at the one before it. A client that has seen
 * nothing else since tells that same place again, and so clears it: a live client is never closed for what
 * it cannot name. The price is that it then clears also what is still on its way to it.
 *
 * Sizes are UTF-16 units, which is bytes for the most part and never more than bytes.
 */
export class UnreadBudget {
  readonly #places: Place[] = [];
  #lastSeq: number;
  #sent = 0;
  #read = 0;

  constructor(state: UnreadState = { seq: 0, unread: 0 }) {
    this.#lastSeq = state.seq;
    if (state.unread > 0) this.send(state.unread);
  }

  /** Notes what was sent, up to a place in the stream. @returns whether the client is too far behind. */
  send(size: number, seq = this.#lastSeq): "fine" | "too slow" {
    this.#lastSeq = seq;
    this.#sent += size;
    const { length } = this.#places;
    const last = this.#places[length - 1];
    const previous = this.#places[length - 2]?.sent ?? this.#read;
    if (last && this.#sent - previous <= stepSize) {
      last.seq = seq;
      last.sent = this.#sent;
    } else {
      this.#places.push({ seq, sent: this.#sent });
    }
    return this.unread > maxUnread ? "too slow" : "fine";
  }

  /** Notes how far the client has read. */
  receive(seq: number): void {
    while (this.#places[0] && this.#places[0].seq <= seq) this.#read = this.#places.shift()?.sent ?? this.#read;
  }

  /** How much was sent and not told to be read. */
  get unread(): number {
    return this.#sent - this.#read;
  }

  state(): UnreadState {
    return { seq: this.#lastSeq, unread: this.unread };
  }
}
