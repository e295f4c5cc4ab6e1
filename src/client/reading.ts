/** The server stops sending to whoever lets 8 MiB pile up unread, so tell it well before that. */
const everyEvents = 250;
const everyCharacters = 256 * 1024;

/** How far one client has read one durable stream. */
export class Reading {
  /** The last event seen; null until the server has said where the stream stands, and always where nothing has a place. */
  seq: number | null;
  /** Up to where events were missed that are still to come. */
  #owedUpTo: number | null = null;
  #hasGreeted = false;
  #events = 0;
  #characters = 0;
  readonly #isDurable: boolean;

  constructor(after: number | undefined, isDurable: boolean) {
    this.seq = after ?? null;
    this.#isDurable = isDurable;
  }

  /** Takes note of an event. @returns whether it is new; one seen before, sent again after a reconnect, is not. */
  isNew({ type, seq }: { type: string; seq?: number }): boolean {
    if (seq === undefined || !this.#isDurable) return true;
    if (type === "reset") this.seq = seq;
    else if (type === "ready") this.#greet(seq);
    else if (this.seq !== null && seq <= this.seq) return false;
    else this.seq = seq;
    this.#events += 1;
    return true;
  }

  /**
   * Whether, by this event, it is known how coming back went: true once everything missed is here, false
   * when the server has it no more; null while, or where, there is nothing to say.
   */
  recovered({ type }: { type: string }): boolean | null {
    if (!this.#isDurable) return this.#hasMissedWhatIsGone(type);
    if (this.#owedUpTo === null || this.seq === null) return null;
    // Past the end of the stream is a place that it does not know: a reset follows.
    const isThere = type === "ready" ? this.seq === this.#owedUpTo : this.seq >= this.#owedUpTo;
    if (type !== "reset" && !isThere) return null;
    this.#owedUpTo = null;
    return type !== "reset";
  }

  /** Counts a frame that has been read. @returns what to tell the server, when it is time to. */
  read(characters: number): { type: "received"; seq: number } | null {
    if (!this.#isDurable) return null;
    this.#characters += characters;
    if (this.#events < everyEvents && this.#characters < everyCharacters) return null;
    this.#events = 0;
    this.#characters = 0;
    return { type: "received", seq: this.seq ?? 0 };
  }

  /** The greeting tells where the stream stands; what was missed up to there is still to come. */
  #greet(seq: number): void {
    if (this.seq === null) this.seq = seq;
    else this.#owedUpTo = seq;
  }

  #hasMissedWhatIsGone(type: string): boolean | null {
    if (type !== "ready") return null;
    const isBack = this.#hasGreeted;
    this.#hasGreeted = true;
    return isBack ? false : null;
  }
}
