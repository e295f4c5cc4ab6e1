import { migrate } from "../../platform/db/object-schema.ts";

const schema = [
  `
    CREATE TABLE IF NOT EXISTS conversation_marks (
      conversation_id TEXT PRIMARY KEY, message_count INTEGER NOT NULL, read_count INTEGER NOT NULL, notified_count INTEGER NOT NULL
    ) STRICT
  `,
];

/** How a conversation stands for one user, as its room tells; every figure only grows. */
type Marks = { message_count: number; read_count: number; notified_count: number };

/**
 * What the user has not read in each conversation, in the storage of the user's hub: the list of
 * conversations then costs one call, not one for each room.
 */
export class ConversationMarks {
  readonly #sql: SqlStorage;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    migrate(storage, "conversation-marks", schema);
  }

  /** Takes over newer figures. Old news, or news told twice, changes nothing. */
  update(conversationId: string, messageCount: number, readCount: number): { changed: boolean; marks: Marks } {
    const old = this.#get(conversationId);
    const marks = {
      message_count: Math.max(old.message_count, messageCount),
      read_count: Math.max(old.read_count, readCount),
      notified_count: old.notified_count,
    };
    const changed = marks.message_count > old.message_count || marks.read_count > old.read_count;
    if (changed) this.#put(conversationId, marks);
    return { changed, marks };
  }

  setNotified(conversationId: string, count: number): void {
    this.#put(conversationId, { ...this.#get(conversationId), notified_count: count });
  }

  /** How many messages are unread in each of these conversations. */
  unreadCounts(conversationIds: string[]): Record<string, number> {
    const rows = this.#sql
      .exec<{ conversation_id: string; unread: number }>(
        `SELECT conversation_id, max(0, message_count - read_count) AS unread FROM conversation_marks
           WHERE conversation_id IN (SELECT value FROM json_each(?))`,
        JSON.stringify(conversationIds),
      )
      .toArray();
    return Object.fromEntries(rows.map((row) => [row.conversation_id, row.unread]));
  }

  #get(conversationId: string): Marks {
    const row = this.#sql
      .exec<Marks>(
        "SELECT message_count, read_count, notified_count FROM conversation_marks WHERE conversation_id = ?",
        conversationId,
      )
      .toArray()[0];
    return row ?? { message_count: 0, read_count: 0, notified_count: 0 };
  }

  #put(conversationId: string, marks: Marks): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO conversation_marks (conversation_id, message_count, read_count, notified_count) VALUES (?,?,?,?)",
      conversationId,
      marks.message_count,
      marks.read_count,
      marks.notified_count,
    );
  }
}
