import type { Line } from "../../platform/sockets/frames.ts";

/** One change of a conversation: it is made with others in one transaction, and then told of. */
export type Change = {
  /** Runs inside the transaction. @returns the events that everyone is to see. */
  apply(now: number): Line[];
  /** Told once the whole group is made, or why none of it was. */
  settle(failure?: { error: unknown }): void;
};

type Options = {
  storage: DurableObjectStorage;
  /** Runs inside the transaction after all changes of a group. @returns what else is to be told because of them. */
  conclude: () => Line[];
  /** Takes back what was remembered of a group that was not made. */
  onRollback: () => void;
  /** The events of the whole group, once each change of it is settled. */
  onFlush: (events: Line[]) => void;
};

/**
 * Makes the changes that arrive together in one transaction, and tells of them together.
 *
 * One by one, each would cost a write to disk and a frame to every listener; a group of sixty-four costs as
 * much as one. While a commit is under way the runtime hands nothing else over, so a group forms before it. Who
 * comes alone waits for one turn of the event loop only. If others arrive in that turn there is a crowd, and it
 * pays to wait a millisecond, which is the runtime's shortest timer, for as long as it lasts. The output gate
 * holds every frame back until the transaction is on disk.
 */
export class GroupCommit {
  readonly #options: Options;
  #waiting: Change[] = [];
  #isBusy = false;
  /** Whether others came while the last group formed. */
  #isCrowded = false;

  constructor(options: Options) {
    this.#options = options;
  }

  add(change: Change): void {
    this.#waiting.push(change);
    if (this.#isBusy) return;
    this.#isBusy = true;
    // Later than the other lines of its frame, sooner than anything else.
    queueMicrotask(() => void this.#run());
  }

  async #run(): Promise<void> {
    const count = this.#waiting.length;
    if (!this.#isCrowded) await this.#turn();
    if (this.#isCrowded || this.#waiting.length > count) await new Promise((resolve) => setTimeout(resolve, 0));
    this.#isCrowded = this.#waiting.length > count;
    this.#isBusy = false;
    this.#flush();
  }

  /** Lets what has arrived meanwhile in. There is nothing to sync; what fails here, fails again at the commit. */
  async #turn(): Promise<void> {
    await this.#options.storage.sync().catch(() => undefined);
  }

  #flush(): void {
    const group = this.#waiting;
    this.#waiting = [];
    const made = this.#make(group);
    const failure = "error" in made ? made : undefined;
    for (const change of group) change.settle(failure);
    this.#options.onFlush("error" in made ? [] : made.events);
  }

  /** All of the group, or nothing. */
  #make(group: Change[]): { events: Line[] } | { error: unknown } {
    const { storage, conclude, onRollback } = this.#options;
    const now = Date.now();
    try {
      const make = () => [...group.flatMap((change) => change.apply(now)), ...conclude()];
      return { events: storage.transactionSync(make) };
    } catch (error) {
      return { error: failureOf(error, onRollback) };
    }
  }
}

/** Whoever waits is told in any case, also where nothing is left to be remembered, as of a conversation that is gone. */
function failureOf(error: unknown, onRollback: () => void): unknown {
  try {
    onRollback();
    return error;
  } catch (second) {
    return new AggregateError([error, second], "a group of changes failed, and so did taking it back");
  }
}
