import type { Attachment, Reaction } from "./contract.ts";

export type MessageRow = {
  seq: number;
  ordinal: number;
  id: string;
  client_id: string;
  sender_id: string;
  content: string | null;
  reply_to: string | null;
  created_at: number;
  edited_at: number | null;
  deleted_at: number | null;
  /** What it shows beside its text, as JSON; null for none, so that most messages cost no parsing. */
  attachments: string | null;
  reactions: string | null;
  /** 1 where somebody may be named: those alone are looked through for names. */
  may_mention: number;
};

/**
 * Both tables number one stream, `messages` what was sent and `stream` all else that happened: a message,
 * which is nearly everything, then costs one row and not two.
 */
export const messageSchema = [
  `
    CREATE TABLE IF NOT EXISTS messages (
      seq INTEGER PRIMARY KEY, ordinal INTEGER NOT NULL, id TEXT NOT NULL UNIQUE,
      client_id TEXT NOT NULL, sender_id TEXT NOT NULL, content TEXT, reply_to TEXT,
      created_at INTEGER NOT NULL, edited_at INTEGER, deleted_at INTEGER,
      UNIQUE (sender_id, client_id)
    ) STRICT;
    CREATE TABLE stream (
      seq INTEGER PRIMARY KEY, type TEXT NOT NULL, message_id TEXT, fields TEXT,
      CHECK ((message_id IS NULL) <> (fields IS NULL))
    ) STRICT;
  `,
  `
    ALTER TABLE messages ADD COLUMN attachments TEXT;
    ALTER TABLE messages ADD COLUMN reactions TEXT;
    ALTER TABLE messages ADD COLUMN may_mention INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX messages_with_mentions ON messages (ordinal) WHERE may_mention = 1;
  `,
];

/**
 * What happened other than a new message. One that names a message tells it as it is by then, also in
 * replays: what was edited or deleted later shows no more, and a reaction costs its place and not a copy of
 * all the others.
 */
export type StreamEvent = { type: string; messageId: string } | { type: string; fields: object };

/** An event of the stream; the message's columns are there where it tells of one. */
export type EventRow = MessageRow & { type: string; place: number; fields: string | null };

export const eventsAfter = `
  SELECT 'message.created' AS type, messages.seq AS place, NULL AS fields, messages.*
    FROM messages WHERE messages.seq > ?1
  UNION ALL
  SELECT stream.type, stream.seq, stream.fields, messages.*
    FROM stream LEFT JOIN messages ON messages.id = stream.message_id WHERE stream.seq > ?1
  ORDER BY place
`;

/** What is kept as JSON was written by the room and by nobody else. */
export function attachmentsOf({ attachments }: MessageRow): Attachment[] {
  return attachments === null ? [] : JSON.parse(attachments);
}

export function reactionsOf({ reactions }: MessageRow): Reaction[] {
  return reactions === null ? [] : JSON.parse(reactions);
}
