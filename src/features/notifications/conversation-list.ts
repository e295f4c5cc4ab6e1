import { migrate } from "../../platform/db/object-schema.ts";
import type { ListedConversation, ListQuery } from "../chat/index.ts";

const schema = [
  `
    CREATE TABLE conversation_list (
      conversation_id TEXT PRIMARY KEY, active_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX conversation_list_by_activity ON conversation_list (active_at, conversation_id);
    CREATE TABLE conversation_list_filled (one INTEGER PRIMARY KEY CHECK (one = 1)) STRICT;
  `,
];

/**
 * The user's conversations in the order of their last activity, in the storage of the user's hub: a page of
 * them costs the same however many there are. Who is a member D1 decides; here is only the order.
 */
export class ConversationList {
  readonly #sql: SqlStorage;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    migrate(storage, "conversation-list", schema);
  }

  /** Those before a place in the order, newest first; or that nobody has yet told which there were before. */
  page({ before, limit }: ListQuery): ListedConversation[] | "unfilled" {
    if (this.#sql.exec("SELECT 1 FROM conversation_list_filled").toArray().length === 0) return "unfilled";
    return this.#sql
      .exec<ListedConversation>(
        `SELECT conversation_id AS id, active_at AS activeAt FROM conversation_list
           WHERE (active_at, conversation_id) < (?, ?) ORDER BY active_at DESC, conversation_id DESC LIMIT ?`,
        before?.activeAt ?? Number.MAX_SAFE_INTEGER,
        before?.id ?? "",
        limit,
      )
      .toArray();
  }

  /** Takes over some that there were before this list was kept. */
  fill(listed: ListedConversation[], isLast: boolean): void {
    for (const { id, activeAt } of listed) this.touch(id, activeAt);
    if (isLast) this.#sql.exec("INSERT OR IGNORE INTO conversation_list_filled (one) VALUES (1)");
  }

  has(conversationId: string): boolean {
    return (
      this.#sql.exec("SELECT 1 FROM conversation_list WHERE conversation_id = ?", conversationId).toArray().length > 0
    );
  }

  /** Something happened in a conversation, if it did not before. */
  touch(conversationId: string, activeAt: number): void {
    this.#sql.exec(
      `INSERT INTO conversation_list (conversation_id, active_at) VALUES (?,?)
         ON CONFLICT (conversation_id) DO UPDATE SET active_at = excluded.active_at WHERE active_at < excluded.active_at`,
      conversationId,
      activeAt,
    );
  }

  forget(conversationId: string): void {
    this.#sql.exec("DELETE FROM conversation_list WHERE conversation_id = ?", conversationId);
  }
}
