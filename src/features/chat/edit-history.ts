import { migrate } from "../../platform/db/object-schema.ts";
import type { MessageEdit } from "./contract.ts";

const schema = [
  `
    CREATE TABLE message_edits (
      seq INTEGER PRIMARY KEY, message_id TEXT NOT NULL, content TEXT NOT NULL, replaced_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX edits_of_message ON message_edits (message_id, seq);
  `,
];

/** Of each message so many earlier wordings are kept, the newest. */
const maxKept = 50;

/** An earlier wording; `seq` is the place of the edit that replaced it. */
export type PlacedEdit = MessageEdit & { seq: number };

/** What edited messages said before. Writing belongs into a transaction with the edit. */
export class EditHistory {
  readonly #sql: SqlStorage;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    migrate(storage, "message-edits", schema);
  }

  add(messageId: string, content: string, place: number, now: number): void {
    this.#sql.exec(
      "INSERT INTO message_edits (seq, message_id, content, replaced_at) VALUES (?,?,?,?)",
      place,
      messageId,
      content,
      now,
    );
    this.#sql.exec(
      `DELETE FROM message_edits WHERE message_id = ?1 AND seq <=
         (SELECT seq FROM message_edits WHERE message_id = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2)`,
      messageId,
      maxKept,
    );
  }

  forget(messageId: string): void {
    this.#sql.exec("DELETE FROM message_edits WHERE message_id = ?", messageId);
  }

  /** The earlier wordings after a place, oldest first. */
  list(messageId: string, { after, limit }: { after: number; limit: number }): PlacedEdit[] {
    return this.#sql
      .exec<{ seq: number; content: string; replaced_at: number }>(
        "SELECT seq, content, replaced_at FROM message_edits WHERE message_id = ? AND seq > ? ORDER BY seq LIMIT ?",
        messageId,
        after,
        limit,
      )
      .toArray()
      .map(({ seq, content, replaced_at: at }) => ({ seq, content, replacedAt: new Date(at).toISOString() }));
  }
}
