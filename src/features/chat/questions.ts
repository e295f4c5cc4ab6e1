import { migrate } from "../../platform/db/object-schema.ts";
import { newId } from "../../platform/ids/typeid.ts";
import type { CompanionFailureCode } from "./contract.ts";

const schema = [
  `
    CREATE TABLE companion (one INTEGER PRIMARY KEY CHECK (one = 1), name TEXT, seen_seq INTEGER NOT NULL) STRICT;
    CREATE TABLE questions (
      seq INTEGER PRIMARY KEY, message_id TEXT NOT NULL UNIQUE, answer_id TEXT NOT NULL, asker_id TEXT NOT NULL,
      state TEXT NOT NULL, round INTEGER NOT NULL DEFAULT 1, run_id TEXT, alive_at INTEGER NOT NULL,
      code TEXT, retry_at INTEGER
    ) STRICT;
    CREATE INDEX questions_by_state ON questions (state, seq);
  `,
];

/**
 * A message that has no answer yet. It waits for its turn, is granted (the asker's limit has room), and
 * asked (a job is to answer it); once answered the row goes. `run_id` names the one run that may answer.
 */
export type Question = {
  seq: number;
  message_id: string;
  /** The id that the answer will have, which what is shown of it beforehand has too. */
  answer_id: string;
  asker_id: string;
  state: "waiting" | "granted" | "asked" | "failed";
  round: number;
  run_id: string | null;
  alive_at: number;
  code: CompanionFailureCode | null;
  retry_at: number | null;
};

/** What is still to be answered in one conversation, in its room's storage. */
export class Questions {
  readonly #sql: SqlStorage;
  /** It never changes, so it may be remembered. */
  #companionName: string | null | undefined;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    migrate(storage, "questions", schema);
    this.#companionName = this.#sql.exec<{ name: string | null }>("SELECT name FROM companion").toArray()[0]?.name;
  }

  /** The companion's name; null where there is none, undefined while nobody has asked D1. */
  companionName(): string | null | undefined {
    return this.#companionName;
  }

  setCompanionName(name: string | null): void {
    this.#sql.exec("INSERT OR REPLACE INTO companion (one, name, seen_seq) VALUES (1, ?, 0)", name);
    this.#companionName = name;
  }

  /** Makes questions of the messages since the last time: it belongs into the transaction that stores them. */
  collect(companionId: string, lastSeq: number, now: number): void {
    const rows = this.#sql
      .exec<{ seq: number; id: string; sender_id: string }>(
        `SELECT messages.seq, id, sender_id FROM messages, companion
           WHERE messages.seq > companion.seen_seq AND sender_id <> ? ORDER BY messages.seq`,
        companionId,
      )
      .toArray();
    for (const { seq, id, sender_id: askerId } of rows) {
      this.#sql.exec(
        "INSERT INTO questions (seq, message_id, answer_id, asker_id, state, alive_at) VALUES (?,?,?,?,'waiting',?)",
        seq,
        id,
        newId("msg"),
        askerId,
        now,
      );
    }
    this.#sql.exec("UPDATE companion SET seen_seq = ?", lastSeq);
  }

  find(messageId: string): Question | undefined {
    return this.#sql.exec<Question>("SELECT * FROM questions WHERE message_id = ?", messageId).toArray()[0];
  }

  /** The first whose turn is now: one is answered at a time. */
  next(): Question | undefined {
    return this.underWay()
      ? undefined
      : this.#sql
          .exec<Question>("SELECT * FROM questions WHERE state IN ('granted', 'waiting') ORDER BY seq LIMIT 1")
          .toArray()[0];
  }

  /** The one that a job is to answer. */
  underWay(): Question | undefined {
    return this.#sql.exec<Question>("SELECT * FROM questions WHERE state = 'asked' ORDER BY seq LIMIT 1").toArray()[0];
  }

  /** A page of those without an answer, in the order of the stream. */
  page(afterSeq: number, limit: number): Question[] {
    return this.#sql
      .exec<Question>(
        `SELECT questions.* FROM questions JOIN messages USING (seq)
           WHERE questions.seq > ? AND deleted_at IS NULL ORDER BY questions.seq LIMIT ?`,
        afterSeq,
        limit,
      )
      .toArray();
  }

  /** The latest failures, oldest first. */
  failures(limit: number): Question[] {
    return this.#sql
      .exec<Question>(
        `SELECT questions.* FROM questions JOIN messages USING (seq)
           WHERE state = 'failed' AND deleted_at IS NULL ORDER BY questions.seq DESC LIMIT ?`,
        limit,
      )
      .toArray()
      .toReversed();
  }

  /** Whether the message is deleted, so that nobody asks any more. */
  isWithdrawn({ seq }: Question): boolean {
    return this.#sql.exec("SELECT 1 FROM messages WHERE seq = ? AND deleted_at IS NULL", seq).toArray().length === 0;
  }

  grant({ seq }: Question): void {
    this.#sql.exec("UPDATE questions SET state = 'granted' WHERE seq = ?", seq);
  }

  setAsked({ seq, round }: Question, now: number): void {
    this.#sql.exec(
      "UPDATE questions SET state = 'asked', alive_at = ? WHERE seq = ? AND round = ? AND state IN ('waiting', 'granted')",
      now,
      seq,
      round,
    );
  }

  /** Its job is still to come: patience with it begins anew. */
  wait({ seq }: Question, now: number): void {
    this.#sql.exec("UPDATE questions SET alive_at = ? WHERE seq = ? AND state = 'asked'", now, seq);
  }

  /** From now on this run answers and no other. */
  begin({ seq }: Question, runId: string, now: number): void {
    this.#sql.exec("UPDATE questions SET state = 'asked', run_id = ?, alive_at = ? WHERE seq = ?", runId, now, seq);
  }

  fail({ seq }: Question, code: CompanionFailureCode, retryAt: number | null): void {
    this.#sql.exec(
      "UPDATE questions SET state = 'failed', run_id = NULL, code = ?, retry_at = ? WHERE seq = ?",
      code,
      retryAt,
      seq,
    );
  }

  /** Puts a failed question once more, on behalf of whoever asks for it. */
  putAgain({ seq }: Question, askerId: string, now: number): void {
    this.#sql.exec(
      `UPDATE questions SET state = 'waiting', asker_id = ?, alive_at = ?, round = round + 1, code = NULL, retry_at = NULL
         WHERE seq = ?`,
      askerId,
      now,
      seq,
    );
  }

  remove({ seq }: Question): void {
    this.#sql.exec("DELETE FROM questions WHERE seq = ?", seq);
  }
}
