import type { Notification } from "./contract.ts";

export type NotificationRow = {
  id: string;
  seq: number;
  type: string;
  title: string;
  message: string;
  link: string | null;
  metadata: string;
  actor: string;
  actor_count: number;
  group_key: string | null;
  read_at: number | null;
  created_at: number;
};

export const inboxSchema = [
  `
    CREATE TABLE IF NOT EXISTS notifications (
      id TEXT PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, type TEXT NOT NULL, title TEXT NOT NULL, message TEXT NOT NULL,
      link TEXT, metadata TEXT NOT NULL, actor TEXT NOT NULL, actors TEXT NOT NULL, group_key TEXT,
      read_at INTEGER, created_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS unread_notifications ON notifications (seq) WHERE read_at IS NULL;
    CREATE INDEX IF NOT EXISTS notification_groups ON notifications (group_key, type) WHERE read_at IS NULL;
    CREATE TABLE IF NOT EXISTS stream (seq INTEGER PRIMARY KEY, frame TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS told (key TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;
    CREATE INDEX IF NOT EXISTS told_by_age ON told (at);
    CREATE TABLE IF NOT EXISTS inbox_counts (
      one INTEGER PRIMARY KEY CHECK (one = 1), last_seq INTEGER NOT NULL, total INTEGER NOT NULL, unread INTEGER NOT NULL
    ) STRICT;
    INSERT INTO inbox_counts (one, last_seq, total, unread) VALUES (1, 0, 0, 0) ON CONFLICT DO NOTHING;
    CREATE TRIGGER IF NOT EXISTS count_added AFTER INSERT ON notifications BEGIN
      UPDATE inbox_counts SET total = total + 1, unread = unread + (NEW.read_at IS NULL);
    END;
    CREATE TRIGGER IF NOT EXISTS count_removed AFTER DELETE ON notifications BEGIN
      UPDATE inbox_counts SET total = total - 1, unread = unread - (OLD.read_at IS NULL);
    END;
    CREATE TRIGGER IF NOT EXISTS count_read AFTER UPDATE OF read_at ON notifications BEGIN
      UPDATE inbox_counts SET unread = unread - (OLD.read_at IS NULL) + (NEW.read_at IS NULL);
    END;
  `,
  // Who acted in an unread group is in rows of its own, so that one more actor costs the same whoever came before.
  `
    ALTER TABLE notifications ADD COLUMN actor_count INTEGER NOT NULL DEFAULT 1;
    UPDATE notifications SET actor_count = json_array_length(actors);
    CREATE TABLE group_actors (
      notification_id TEXT NOT NULL, actor_id TEXT NOT NULL, PRIMARY KEY (notification_id, actor_id)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO group_actors (notification_id, actor_id)
      SELECT notifications.id, value FROM notifications, json_each(actors)
        WHERE read_at IS NULL AND group_key IS NOT NULL ON CONFLICT DO NOTHING;
    CREATE TRIGGER close_group AFTER UPDATE OF read_at ON notifications WHEN NEW.group_key IS NOT NULL BEGIN
      DELETE FROM group_actors WHERE notification_id = NEW.id;
    END;
    CREATE TRIGGER remove_group AFTER DELETE ON notifications WHEN OLD.group_key IS NOT NULL BEGIN
      DELETE FROM group_actors WHERE notification_id = OLD.id;
    END;
    DROP INDEX unread_notifications;
    CREATE INDEX notifications_by_read ON notifications ((read_at IS NULL), seq);
    CREATE INDEX notifications_by_type ON notifications (type, seq);
    CREATE INDEX notifications_by_read_and_type ON notifications ((read_at IS NULL), type, seq);
  `,
];

export function renderNotification(row: NotificationRow): Notification {
  return {
    id: row.id,
    seq: row.seq,
    // Written by the inbox out of a NewNotification.
    type: row.type as Notification["type"],
    title: row.title,
    message: row.message,
    link: row.link,
    metadata: JSON.parse(row.metadata),
    actor: JSON.parse(row.actor),
    groupKey: row.group_key,
    groupCount: Math.max(1, row.actor_count),
    read: row.read_at !== null,
    readAt: row.read_at === null ? null : new Date(row.read_at).toISOString(),
    createdAt: new Date(row.created_at).toISOString(),
  };
}
