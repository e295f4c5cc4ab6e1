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
];

/**
 * What happened other than a new message. One that names a message tells it as it is by then, also in
 * replays: what was edited or deleted later shows no more.
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
