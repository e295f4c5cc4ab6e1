import type { Line } from "../../platform/sockets/frames.ts";
import { type Replay, replayAfter } from "../../platform/sockets/replay.ts";
import type { NotificationFrame } from "./contract.ts";

/** So many are kept: more than a client is ever sent again. */
const maxStream = 2_000;

/** What happened to an inbox, in order, for those who were away. Its tables are the inbox's. */
export class InboxStream {
  readonly #sql: SqlStorage;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
  }

  /** Gives the next number to what happened, and keeps it. To be called in the transaction of what happened. */
  append<F extends NotificationFrame>(build: (seq: number) => F): F {
    const { last_seq: seq } = this.#sql
      .exec<{ last_seq: number }>("UPDATE inbox_counts SET last_seq = last_seq + 1 RETURNING last_seq")
      .one();
    const frame = build(seq);
    this.#sql.exec("INSERT INTO stream (seq, frame) VALUES (?, ?)", seq, JSON.stringify(frame));
    this.#sql.exec("DELETE FROM stream WHERE seq <= ?", seq - maxStream);
    return frame;
  }

  replay(after: number | null): Replay {
    return replayAfter(after, this.lastSeq(), (place) =>
      this.#sql.exec<Line & { seq: number }>("SELECT frame AS text, seq FROM stream WHERE seq > ? ORDER BY seq", place),
    );
  }

  lastSeq(): number {
    return this.#sql.exec<{ last_seq: number }>("SELECT last_seq FROM inbox_counts").one().last_seq;
  }
}
