/** The server stops sending to whoever lets 8 MiB pile up unread, so tell it well before that. */
const everyEvents = 250;
const everyCharacters = 256 * 1024;

/** How far one client has read one durable stream. */
export class Reading {
  /** The last event seen; null until the server has said where the stream stands. */
  seq: number | null;
  #events = 0;
  #characters = 0;

  constructor(after: number | undefined) {
    this.seq = after ?? null;
  }

  /** Takes note of an event. @returns whether it is new; one seen before, sent again after a reconnect, is not. */
  isNew({ type, seq }: { type: string; seq?: number }): boolean {
    if (seq === undefined) return true;
    if (type === "reset") this.seq = seq;
    // The greeting tells where the stream stands; what was missed up to there is still to come.
    else if (type === "ready") this.seq ??= seq;
    else if (this.seq !== null && seq <= this.seq) return false;
    else this.seq = seq;
    this.#events += 1;
    return true;
  }

  /** Counts a frame that has been read. @returns what to tell the server, when it is time to. */
  read(characters: number): { type: "received"; seq: number } | null {
    this.#characters += characters;
    if (this.#events < everyEvents && this.#characters < everyCharacters) return null;
    this.#events = 0;
    this.#characters = 0;
    return { type: "received", seq: this.seq ?? 0 };
  }
}
