import { keyOf, type StoredMessage } from "./outgoing.ts";

/** Twice as many as may wait: what is forgotten has long been gone from any store that works at all. */
const mostRemembered = 2_000;

/**
 * The messages that have left the outbox. A store that could not remove one, or that was read before it was
 * removed, gives it still; it is neither shown nor sent again.
 */
export class Departed {
  readonly #names = new Set<string>();

  add(stored: StoredMessage): void {
    this.#names.add(nameOf(stored));
    for (const oldest of this.#names) {
      if (this.#names.size <= mostRemembered) return;
      this.#names.delete(oldest);
    }
  }

  has(stored: StoredMessage): boolean {
    return this.#names.has(nameOf(stored));
  }
}

/** The same clientId may be written again after it was thrown away: that one has another place. */
function nameOf(stored: StoredMessage): string {
  return `${stored.position} ${keyOf(stored)}`;
}
