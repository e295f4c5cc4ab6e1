import type { Line } from "../../platform/sockets/frames.ts";
import type { Audience } from "./audience.ts";
import type { RelayedAnswer } from "./relayed-room.ts";

/** Who gave a command: a socket of the room, or somebody in a relay. */
export type Caller = WebSocket | RelayedCaller;

/** Somebody in a relay, who gets the answer to one command. */
export class RelayedCaller {
  readonly answer: Promise<RelayedAnswer>;
  readonly #settle: (answer: RelayedAnswer) => void;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<RelayedAnswer>();
    this.answer = promise;
    this.#settle = resolve;
  }

  tell(lines: string[]): void {
    this.#settle({ lines });
  }

  close(code: number, reason: string): void {
    this.#settle({ lines: [], close: { code, reason } });
  }
}

/** Answers to commands of the group that is being flushed: each goes out in the same frame as its event. */
export class Answers {
  readonly #lines = new Map<Caller, Line[]>();
  readonly #audience: Audience;

  constructor(audience: Audience) {
    this.#audience = audience;
  }

  add(caller: Caller, text: string): void {
    const lines = this.#lines.get(caller);
    if (lines) lines.push({ text });
    else this.#lines.set(caller, [{ text }]);
  }

  /** Shows what was stored to everyone, and each sender their answers with it. */
  publish(events: Line[]): void {
    this.#audience.publish(events, this.#lines);
    for (const [caller, lines] of this.#lines) {
      if (caller instanceof RelayedCaller) caller.tell(lines.map(({ text }) => text));
    }
    this.#lines.clear();
  }
}
