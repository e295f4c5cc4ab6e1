import { type Line, lineOf } from "../../platform/sockets/frames.ts";
import type { ConversationFrame, NewMessage } from "./contract.ts";
import { createdLine, type MessageLog } from "./message-log.ts";
import type { MessageRow } from "./message-rows.ts";

type Outcome = { ok: true; row: MessageRow; json: string; isNew: boolean } | { ok: false; error: unknown };

/** What became of a group, and what else is to be told because of it. */
type Stored = { outcomes: Outcome[]; consequences: Line[] };

export type Posting = {
  senderId: string;
  input: NewMessage;
  /** Told once it is durable, or why it is not. */
  settle(outcome: Outcome): void;
};

type Options = {
  storage: DurableObjectStorage;
  messages: MessageLog;
  /** Runs inside the transaction with the last message of each sender, for what must commit with it and be told after it. */
  onAppend: (row: MessageRow) => ConversationFrame;
  /** Takes back what `onAppend` remembered. */
  onRollback: () => void;
  /** The events of the whole group, once each posting of it is settled. */
  onFlush: (lines: Line[]) => void;
};

/**
 * So many messages in so short a time are a crowd: then it pays to wait a millisecond for more. Below what
 * a room can store one by one, or a full window of senders would never be seen as one (`npm run bench`).
 */
const crowd = 16;
const crowdMs = 8;

/**
 * Appends the messages that arrive while a flush is due in one transaction, and tells of them together.
 *
 * One by one, each would cost a write to disk and a frame to every listener; a group of sixty-four costs
 * as much as one. The runtime's shortest timer takes a millisecond, so only in a crowd does a message wait
 * for others; otherwise it waits for nothing but the rest of its frame. The output gate holds every frame
 * back until the transaction is on disk.
 */
export class GroupCommit {
  readonly #options: Options;
  #waiting: Posting[] = [];
  /** Of the last few messages only. */
  #lastStoredAt: number[] = [];

  constructor(options: Options) {
    this.#options = options;
  }

  post(posting: Posting): void {
    this.#waiting.push(posting);
    if (this.#waiting.length > 1) return;
    if (this.#isCrowded(Date.now())) setTimeout(() => this.#flush(), 0);
    // Later than the other lines of its frame, sooner than anything else.
    else queueMicrotask(() => this.#flush());
  }

  #isCrowded(now: number): boolean {
    const [first] = this.#lastStoredAt;
    return this.#lastStoredAt.length === crowd && first !== undefined && now - first <= crowdMs;
  }

  #flush(): void {
    const group = this.#waiting;
    this.#waiting = [];
    const now = Date.now();
    this.#lastStoredAt = [...this.#lastStoredAt, ...group.slice(-crowd).map(() => now)].slice(-crowd);
    const { outcomes, consequences } = this.#store(group);
    for (const [at, outcome] of outcomes.entries()) group[at]?.settle(outcome);
    const created = outcomes.flatMap((outcome) =>
      outcome.ok && outcome.isNew ? [createdLine(outcome.row.seq, outcome.json)] : [],
    );
    this.#options.onFlush([...created, ...consequences]);
  }

  /** All of the group, or nothing. */
  #store(group: Posting[]): Stored {
    try {
      return this.#append(group);
    } catch (error) {
      this.#options.messages.reload();
      this.#options.onRollback();
      return { outcomes: group.map(() => ({ ok: false, error })), consequences: [] };
    }
  }

  #append(group: Posting[]): Stored {
    const { storage, messages, onAppend } = this.#options;
    const now = Date.now();
    return storage.transactionSync(() => {
      const lastOf = new Map<string, MessageRow>();
      const outcomes = group.map(({ senderId, input }): Outcome => {
        const { row, isNew } = messages.append(senderId, input, now);
        if (isNew) lastOf.set(senderId, row);
        return { ok: true, row, isNew, json: JSON.stringify(messages.render(row)) };
      });
      return { outcomes, consequences: [...lastOf.values()].map((row) => lineOf(onAppend(row))) };
    });
  }
}
