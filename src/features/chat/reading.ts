import type { ConversationFrame } from "./contract.ts";
import type { MessageLog } from "./message-log.ts";
import type { Roster } from "./roster.ts";

type Options = {
  messages: MessageLog;
  roster: Roster;
  tell: (frame: ConversationFrame) => void;
  /** What follows off the hot path: the member's hub hears of it. */
  onMoved: () => void;
};

/** How far each member has read. */
export class Reading {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Moves a member's watermark forward; past the end is the end. */
  markRead(userId: string, seq: number): void {
    const { messages, roster, tell, onMoved } = this.#options;
    const upTo = Math.min(seq, messages.lastSeq);
    if (!roster.markRead(userId, upTo, messages.countUpTo(upTo))) return;
    tell({ type: "read.changed", userId, readSeq: upTo });
    onMoved();
  }
}
