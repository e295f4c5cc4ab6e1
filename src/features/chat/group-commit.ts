import type { NewMessage } from "./contract.ts";
import { createdLine, type MessageLog, type MessageRow } from "./message-log.ts";

type Outcome = { ok: true; row: MessageRow; json: string; isNew: boolean } | { ok: false; error: unknown };

export type Posting = {
  senderId: string;
  input: NewMessage;
  /** Told once it is durable, or why it is not. */
  settle(outcome: Outcome): void;
};

type Options = {
  storage: DurableObjectStorage;
  messages: MessageLog;
  /** Runs inside the transaction with the last message of each sender, for what must commit with it. */
  onAppend: (row: MessageRow) => void;
  /** Takes back what `onAppend` remembered. */
  onRollback: () => void;
  /** The events of the whole group, once each posting of it is settled. */
  onFlush: (lines: string[]) => void;
};

/** So many messages in so short a time are a crowd: then it pays to wait a millisecond for more. */
const crowd = 32;
const crowdMs = 8;

/**
 * Appends the messages that arrive while a flush is due in one transaction, and tells of them together.
 *
 * One by one, each would cost a write to disk and a frame to every listener; a group of sixty-four costs
 * as much as one. The runtime's shortest timer takes a millisecond, so only in a crowd does a message wait
 * for others; otherwise it waits for nothing but the rest of its frame. The output gate holds every frame back until the transaction is on disk.
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
    const outcomes = this.#store(group);
    for (const [at, outcome] of outcomes.entries()) group[at]?.settle(outcome);
    this.#options.onFlush(
      outcomes.flatMap((outcome) => (outcome.ok && outcome.isNew ? [createdLine(outcome.row.seq, outcome.json)] : [])),
    );
  }

  /** All of the group, or nothing. */
  #store(group: Posting[]): Outcome[] {
    try {
      return this.#append(group).map((stored) => ({ ok: true, ...stored }));
    } catch (error) {
      this.#options.messages.reload();
      this.#options.onRollback();
      return group.map(() => ({ ok: false, error }));
    }
  }

  #append(group: Posting[]): { row: MessageRow; json: string; isNew: boolean }[] {
    const { storage, messages, onAppend } = this.#options;
    const now = Date.now();
    return storage.transactionSync(() => {
      const lastOf = new Map<string, MessageRow>();
      const results = group.map(({ senderId, input }) => {
        const { row, isNew } = messages.append(senderId, input, now);
        if (isNew) lastOf.set(senderId, row);
        return { row, isNew, json: JSON.stringify(messages.render(row)) };
      });
      for (const row of lastOf.values()) onAppend(row);
      return results;
    });
  }
}
