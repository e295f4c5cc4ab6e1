import { migrate } from "../../platform/db/object-schema.ts";
import type { ConversationNews } from "../chat/index.ts";

const schema = [
  `
    CREATE TABLE IF NOT EXISTS conversation_marks (
      conversation_id TEXT PRIMARY KEY, message_count INTEGER NOT NULL, read_count INTEGER NOT NULL, notified_count INTEGER NOT NULL
    ) STRICT
  `,
  "CREATE TABLE conversation_mutes (conversation_id TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID",
  "ALTER TABLE conversation_marks ADD COLUMN renames INTEGER NOT NULL DEFAULT 0",
];

/** How a conversation stands for one user, as its room tells; every figure only grows. */
export type Marks = { message_count: number; read_count: number; notified_count: number; renames: number };

type Figures = Pick<ConversationNews, "conversationId" | "messageCount" | "readCount" | "renames">;

/** How a conversation stands in a user's list. */
export type ConversationState = { unreadCount: number; mutedUntil: number | null };

/** The last moment that a date can be. */
const maxTime = 8.64e15;

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
  update({ conversationId, messageCount, readCount, renames }: Figures): {
    changed: boolean;
    isRenamed: boolean;
    marks: Marks;
  } {
    const old = this.#get(conversationId);
    const marks = {
      message_count: Math.max(old.message_count, messageCount),
      read_count: Math.max(old.read_count, readCount),
      notified_count: old.notified_count,
      renames: Math.max(old.renames, renames),
    };
    const isRenamed = marks.renames > old.renames;
    const changed = isRenamed || marks.message_count > old.message_count || marks.read_count > old.read_count;
    if (changed) this.#put(conversationId, marks);
    return { changed, isRenamed, marks };
  }

  setNotified(conversationId: string, count: number): void {
    this.#put(conversationId, { ...this.#get(conversationId), notified_count: count });
  }

  /** Lets nothing of a conversation be notified until then; null ends it. */
  setMuted(conversationId: string, until: number | null): void {
    if (until === null) this.#sql.exec("DELETE FROM conversation_mutes WHERE conversation_id = ?", conversationId);
    else
      this.#sql.exec(
        "INSERT OR REPLACE INTO conversation_mutes (conversation_id, until) VALUES (?,?)",
        conversationId,
        Math.min(Math.trunc(until), maxTime),
      );
  }

  isMuted(conversationId: string, now: number): boolean {
    return (
      this.#sql
        .exec("SELECT 1 FROM conversation_mutes WHERE conversation_id = ? AND until > ?", conversationId, now)
        .toArray().length > 0
    );
  }

  /** How each of these conversations stands, also those of which nothing is known yet. */
  states(conversationIds: string[], now: number): Record<string, ConversationState> {
    const rows = this.#sql
      .exec<{ id: string; unread: number; muted_until: number | null }>(
        `SELECT value AS id, max(0, coalesce(message_count - read_count, 0)) AS unread, until AS muted_until
           FROM json_each(?) LEFT JOIN conversation_marks ON conversation_marks.conversation_id = value
           LEFT JOIN conversation_mutes ON conversation_mutes.conversation_id = value AND until > ?`,
        JSON.stringify(conversationIds),
        now,
      )
      .toArray();
    return Object.fromEntries(rows.map((row) => [row.id, { unreadCount: row.unread, mutedUntil: row.muted_until }]));
  }

  forget(conversationId: string): void {
    this.#sql.exec("DELETE FROM conversation_marks WHERE conversation_id = ?", conversationId);
    this.setMuted(conversationId, null);
  }

  #get(conversationId: string): Marks {
    const row = this.#sql
      .exec<Marks>(
        "SELECT message_count, read_count, notified_count, renames FROM conversation_marks WHERE conversation_id = ?",
        conversationId,
      )
      .toArray()[0];
    return row ?? { message_count: 0, read_count: 0, notified_count: 0, renames: 0 };
  }

  #put(conversationId: string, marks: Marks): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO conversation_marks (conversation_id, message_count, read_count, notified_count, renames) VALUES (?,?,?,?,?)",
      conversationId,
      marks.message_count,
      marks.read_count,
      marks.notified_count,
      marks.renames,
    );
  }
}
