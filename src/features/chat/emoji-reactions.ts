import { migrate } from "../../platform/db/object-schema.ts";
import type { Reaction } from "./contract.ts";
import { type MessageRow, reactionsOf } from "./message-rows.ts";

const schema = [
  `
    CREATE TABLE reactions (
      message_id TEXT NOT NULL, emoji TEXT NOT NULL, user_id TEXT NOT NULL, seq INTEGER NOT NULL,
      PRIMARY KEY (message_id, emoji, user_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX reactions_in_order ON reactions (message_id, emoji, seq);
  `,
];

const maxEmoji = 20;
/** So many of those who reacted are named, the first; the count is of all. */
const maxNamed = 100;

/**
 * Who reacted to which message with what, each user once with each emoji.
 *
 * The rows here decide; what the message shows of them is kept with it, so that reading a message costs no
 * more than its row. Writing belongs into a transaction.
 */
export class EmojiReactions {
  readonly #sql: SqlStorage;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    migrate(storage, "reactions", schema);
  }

  /** @param place that of the event that will tell of it. @returns whether anything changed. */
  add(row: MessageRow, emoji: string, userId: string, place: number): "changed" | "unchanged" | "too-many-emoji" {
    const shown = reactionsOf(row);
    const before = shown.find((reaction) => reaction.emoji === emoji);
    if (!before && shown.length >= maxEmoji) return "too-many-emoji";
    const { rowsWritten } = this.#sql.exec(
      "INSERT INTO reactions (message_id, emoji, user_id, seq) VALUES (?,?,?,?) ON CONFLICT DO NOTHING",
      row.id,
      emoji,
      userId,
      place,
    );
    if (rowsWritten === 0) return "unchanged";
    const after = { emoji, count: (before?.count ?? 0) + 1, userIds: this.#firstOf(row.id, emoji) };
    this.#show(row, before ? shown.map((one) => (one === before ? after : one)) : [...shown, after]);
    return "changed";
  }

  remove(row: MessageRow, emoji: string, userId: string): "changed" | "unchanged" {
    const { rowsWritten } = this.#sql.exec(
      "DELETE FROM reactions WHERE message_id = ? AND emoji = ? AND user_id = ?",
      row.id,
      emoji,
      userId,
    );
    if (rowsWritten === 0) return "unchanged";
    const after = reactionsOf(row).map((one) =>
      one.emoji === emoji ? { emoji, count: one.count - 1, userIds: this.#firstOf(row.id, emoji) } : one,
    );
    this.#show(
      row,
      after.filter(({ count }) => count > 0),
    );
    return "changed";
  }

  forget(messageId: string): void {
    this.#sql.exec("DELETE FROM reactions WHERE message_id = ?", messageId);
  }

  #firstOf(messageId: string, emoji: string): string[] {
    return this.#sql
      .exec<{ user_id: string }>(
        "SELECT user_id FROM reactions WHERE message_id = ? AND emoji = ? ORDER BY seq LIMIT ?",
        messageId,
        emoji,
        maxNamed,
      )
      .toArray()
      .map(({ user_id: userId }) => userId);
  }

  #show(row: MessageRow, reactions: Reaction[]): void {
    const json = reactions.length === 0 ? null : JSON.stringify(reactions);
    this.#sql.exec("UPDATE messages SET reactions = ? WHERE seq = ?", json, row.seq);
  }
}
