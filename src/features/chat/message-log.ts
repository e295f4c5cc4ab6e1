import { migrate } from "../../platform/db/object-schema.ts";
import { newId } from "../../platform/ids/typeid.ts";
import { type Line, lineOf } from "../../platform/sockets/frames.ts";
import { type Replay, replayAfter } from "../../platform/sockets/replay.ts";
import type { UserSummary } from "../users/contract.ts";
import type { Attachment, Message, NewMessage } from "./contract.ts";
import { mayMention } from "./mentions.ts";
import {
  attachmentsOf,
  type EventRow,
  eventsAfter,
  type MessageRow,
  messageSchema,
  reactionsOf,
  type StreamEvent,
} from "./message-rows.ts";

/** Which messages a page holds: the first or the last of those between two places, both exclusive. */
export type PageOfHistory = {
  order: "oldest" | "newest";
  before: number | undefined;
  after: number | undefined;
  limit: number;
};

type SenderOf = (userId: string) => UserSummary;

/**
 * The messages of one conversation, and all else that happened, in their one order. `seq` numbers all durable events of the stream,
 * `ordinal` the messages alone, so that unread ones can be counted by subtraction.
 */
export class MessageLog {
  readonly #sql: SqlStorage;
  readonly #conversationId: string;
  readonly #senderOf: SenderOf;
  lastSeq = 0;
  messageCount = 0;

  constructor(storage: DurableObjectStorage, conversationId: string, senderOf: SenderOf) {
    this.#sql = storage.sql;
    this.#conversationId = conversationId;
    this.#senderOf = senderOf;
    migrate(storage, "messages", messageSchema);
    this.reload();
  }

  /**
   * Appends a message, or finds the one that this sender already sent under this `clientId`.
   *
   * It belongs into a transaction; after one that was rolled back, {@link reload}.
   */
  append(
    senderId: string,
    input: NewMessage,
    attachments: Attachment[],
    now: number,
    id = newId("msg"),
  ): { row: MessageRow; isNew: boolean } {
    const row: MessageRow = {
      seq: this.lastSeq + 1,
      ordinal: this.messageCount + 1,
      id,
      client_id: input.clientId,
      sender_id: senderId,
      content: input.content,
      reply_to: input.replyTo ?? null,
      created_at: now,
      edited_at: null,
      deleted_at: null,
      attachments: attachments.length === 0 ? null : JSON.stringify(attachments),
      reactions: null,
      may_mention: mayMention(input.content) ? 1 : 0,
    };
    const { rowsWritten } = this.#sql.exec(
      `INSERT INTO messages (seq, ordinal, id, client_id, sender_id, content, reply_to, created_at, attachments, may_mention)
         VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT (sender_id, client_id) DO NOTHING`,
      row.seq,
      row.ordinal,
      row.id,
      row.client_id,
      row.sender_id,
      row.content,
      row.reply_to,
      row.created_at,
      row.attachments,
      row.may_mention,
    );
    if (rowsWritten === 0) return { row: this.#sentAs(senderId, input.clientId), isNew: false };
    this.lastSeq = row.seq;
    this.messageCount = row.ordinal;
    return { row, isNew: true };
  }

  /** Replaces what a message says; transactions as for {@link append}. */
  edit(seq: number, content: string, now: number): void {
    this.#sql.exec(
      "UPDATE messages SET content = ?, edited_at = ?, may_mention = ? WHERE seq = ?",
      content,
      now,
      mayMention(content) ? 1 : 0,
      seq,
    );
  }

  /** Leaves nothing of a message but that it was there; transactions as for {@link append}. */
  erase(seq: number, now: number): void {
    this.#sql.exec(
      `UPDATE messages SET content = NULL, attachments = NULL, reactions = NULL, may_mention = 0, deleted_at = ?
         WHERE seq = ?`,
      now,
      seq,
    );
  }

  /** Gives the next number to what happened other than a new message; transactions as for {@link append}. @returns the event. */
  record(event: StreamEvent): Line {
    const place = this.lastSeq + 1;
    const messageId = "messageId" in event ? event.messageId : null;
    const fields = "fields" in event ? JSON.stringify(event.fields) : null;
    const insert = "INSERT INTO stream (seq, type, message_id, fields) VALUES (?,?,?,?)";
    this.#sql.exec(insert, place, event.type, messageId, fields);
    this.lastSeq = place;
    if ("fields" in event) return lineOf({ type: event.type, seq: place, ...event.fields });
    const row = this.#sql.exec<EventRow>(eventsAfter, place - 1).one();
    return this.#eventLine(row);
  }

  reload(): void {
    const last = this.last();
    const { other } = this.#sql.exec<{ other: number | null }>("SELECT max(seq) AS other FROM stream").one();
    this.lastSeq = Math.max(last?.seq ?? 0, other ?? 0);
    this.messageCount = last?.ordinal ?? 0;
  }

  has(messageId: string): boolean {
    return this.#sql.exec("SELECT 1 FROM messages WHERE id = ?", messageId).toArray().length > 0;
  }

  find(messageId: string): MessageRow | undefined {
    return this.#sql.exec<MessageRow>("SELECT * FROM messages WHERE id = ?", messageId).toArray()[0];
  }

  /** Whether this sender already sent a message under this `clientId`. */
  hasSent(senderId: string, clientId: string): boolean {
    const sent = "SELECT 1 FROM messages WHERE sender_id = ? AND client_id = ?";
    return this.#sql.exec(sent, senderId, clientId).toArray().length > 0;
  }

  /** What a client that has seen everything up to `after` has missed; each message as it is now. */
  replay(after: number | null): Replay {
    return replayAfter(after, this.lastSeq, (place) => this.#eventsAfter(place));
  }

  /** A page of history: the oldest or the newest between two places; always in the order of the stream. */
  page({ order, before = Number.MAX_SAFE_INTEGER, after = 0, limit }: PageOfHistory): MessageRow[] {
    const isForward = order === "oldest";
    const rows = this.#sql
      .exec<MessageRow>(
        `SELECT * FROM messages WHERE seq < ? AND seq > ? ORDER BY seq ${isForward ? "ASC" : "DESC"} LIMIT ?`,
        before,
        after,
        limit,
      )
      .toArray();
    return isForward ? rows : rows.toReversed();
  }

  last(): MessageRow | undefined {
    return this.#sql.exec<MessageRow>("SELECT * FROM messages ORDER BY seq DESC LIMIT 1").toArray()[0];
  }

  /** How many messages there are up to a place in the stream. */
  countUpTo(seq: number): number {
    return (
      this.#sql
        .exec<{ ordinal: number }>("SELECT ordinal FROM messages WHERE seq <= ? ORDER BY seq DESC LIMIT 1", seq)
        .toArray()[0]?.ordinal ?? 0
    );
  }

  render(row: MessageRow): Message {
    return {
      id: row.id,
      conversationId: this.#conversationId,
      seq: row.seq,
      clientId: row.client_id,
      sender: this.#senderOf(row.sender_id),
      content: row.content,
      replyTo: row.reply_to,
      attachments: attachmentsOf(row),
      reactions: reactionsOf(row),
      editedAt: row.edited_at === null ? null : new Date(row.edited_at).toISOString(),
      deletedAt: row.deleted_at === null ? null : new Date(row.deleted_at).toISOString(),
      createdAt: new Date(row.created_at).toISOString(),
    };
  }

  *#eventsAfter(place: number): Iterable<Line> {
    for (const row of this.#sql.exec<EventRow>(eventsAfter, place)) yield this.#eventLine(row);
  }

  #eventLine(row: EventRow): Line {
    return lineOf({ type: row.type, seq: row.place, ...this.#fieldsOf(row) });
  }

  #fieldsOf(row: EventRow): object {
    if (row.fields !== null) return JSON.parse(row.fields);
    if (row.type === "reaction.changed") return { messageId: row.id, reactions: reactionsOf(row) };
    return { message: this.render(row) };
  }

  #sentAs(senderId: string, clientId: string): MessageRow {
    return this.#sql
      .exec<MessageRow>("SELECT * FROM messages WHERE sender_id = ? AND client_id = ?", senderId, clientId)
      .one();
  }
}

/** The event line of a message that is JSON already: the same text goes into events and acks. */
export function createdLine(seq: number, messageJson: string): Line {
  return { seq, text: `{"type":"message.created","seq":${seq},"message":${messageJson}}` };
}
