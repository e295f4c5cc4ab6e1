import { migrate } from "../../platform/db/object-schema.ts";
import { newId } from "../../platform/ids/typeid.ts";
import type { Line } from "../../platform/sockets/frames.ts";
import { type Replay, replayAfter } from "../../platform/sockets/replay.ts";
import type { UserSummary } from "../users/contract.ts";
import type { Notification, NotificationFrame, NotificationType } from "./contract.ts";
import { inboxSchema, type NotificationRow, renderNotification } from "./inbox-rows.ts";

/** What somebody is to be told. */
export type NewNotification = {
  type: NotificationType;
  title: string;
  message: string;
  link: string | null;
  metadata: Record<string, string>;
  actor: UserSummary | null;
  /** Unread ones of the same type and group within a day are one. */
  groupKey: string | null;
};

export type InboxQuery = {
  limit: number;
  before?: number | undefined;
  unread?: boolean | undefined;
  type?: NotificationType | undefined;
};

const groupedMs = 24 * 3600 * 1000;
const maxKept = 10_000;
const maxStream = 2_000;

/**
 * One user's notifications and the stream of what happened to them, in the storage of the user's hub.
 *
 * Every change and its stream event are one transaction; the counts are kept by triggers, so they
 * cannot disagree with the list. Methods give the frames that the user's sockets are to see.
 */
export class Inbox {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    migrate(storage, "inbox", inboxSchema);
  }

  /** Stores a notification, or joins it to an unread one of its group. The same key is stored once. */
  add(key: string, input: NewNotification, now: number): NotificationFrame[] {
    return this.#storage.transactionSync(() => {
      const { sql } = this.#storage;
      if (sql.exec("INSERT INTO told (key, at) VALUES (?, ?) ON CONFLICT DO NOTHING", key, now).rowsWritten === 0)
        return [];
      sql.exec("DELETE FROM told WHERE at < ?", now - 7 * groupedMs);
      const group = this.#openGroup(input, now);
      const frame = group ? this.#join(group, input) : this.#insert(input, now);
      return [frame, this.#unreadFrame()];
    });
  }

  list({ limit, before, unread, type }: InboxQuery): { rows: Notification[]; unreadCount: number; total: number } {
    const rows = this.#storage.sql
      .exec<NotificationRow>(
        `SELECT * FROM notifications WHERE seq < ?1 AND (?2 IS NULL OR type = ?2)
           ${unread === undefined ? "" : `AND read_at IS ${unread ? "" : "NOT"} NULL`} ORDER BY seq DESC LIMIT ?3`,
        before ?? Number.MAX_SAFE_INTEGER,
        type ?? null,
        limit,
      )
      .toArray()
      .map(renderNotification);
    return { rows, ...this.counts() };
  }

  counts(): { unreadCount: number; total: number } {
    const { unread, total } = this.#storage.sql
      .exec<{ unread: number; total: number }>("SELECT unread, total FROM inbox_counts")
      .one();
    return { unreadCount: unread, total };
  }

  /** @returns nothing when there is no such notification. */
  markRead(id: string, now: number): NotificationFrame[] | undefined {
    return this.#storage.transactionSync(() => {
      const { sql } = this.#storage;
      if (sql.exec("SELECT 1 FROM notifications WHERE id = ?", id).toArray().length === 0) return undefined;
      if (sql.exec("UPDATE notifications SET read_at = ? WHERE id = ? AND read_at IS NULL", now, id).rowsWritten === 0)
        return [];
      return [this.#append((seq) => ({ type: "notification.read", seq, notificationId: id })), this.#unreadFrame()];
    });
  }

  markAllRead(now: number): NotificationFrame[] {
    return this.#storage.transactionSync(() => {
      if (this.#storage.sql.exec("UPDATE notifications SET read_at = ? WHERE read_at IS NULL", now).rowsWritten === 0)
        return [];
      return [this.#append((seq) => ({ type: "notification.all_read", seq })), this.#unreadFrame()];
    });
  }

  /** @returns nothing when there is no such notification. */
  remove(id: string): NotificationFrame[] | undefined {
    return this.#storage.transactionSync(() => {
      if (this.#storage.sql.exec("DELETE FROM notifications WHERE id = ?", id).rowsWritten === 0) return undefined;
      return [this.#append((seq) => ({ type: "notification.deleted", seq, notificationId: id })), this.#unreadFrame()];
    });
  }

  /** What a client that has seen everything up to `after` has missed. */
  replay(after: number | null): Replay {
    return replayAfter(after, this.lastSeq(), (place) =>
      this.#storage.sql.exec<Line & { seq: number }>(
        "SELECT frame AS text, seq FROM stream WHERE seq > ? ORDER BY seq",
        place,
      ),
    );
  }

  lastSeq(): number {
    return this.#storage.sql.exec<{ last_seq: number }>("SELECT last_seq FROM inbox_counts").one().last_seq;
  }

  #openGroup(input: NewNotification, now: number): NotificationRow | undefined {
    if (input.groupKey === null) return undefined;
    return this.#storage.sql
      .exec<NotificationRow>(
        "SELECT * FROM notifications WHERE group_key = ? AND type = ? AND read_at IS NULL AND created_at > ? ORDER BY seq DESC LIMIT 1",
        input.groupKey,
        input.type,
        now - groupedMs,
      )
      .toArray()[0];
  }

  #insert(input: NewNotification, now: number): NotificationFrame {
    const id = newId("ntf");
    const actors = input.actor ? [input.actor.id] : [];
    return this.#append((seq) => {
      this.#storage.sql.exec(
        `INSERT INTO notifications (id, seq, type, title, message, link, metadata, actor, actors, group_key, created_at)
           VALUES (?,?,?,?,?,?,?,?,?,?,?)`,
        id,
        seq,
        input.type,
        input.title,
        input.message,
        input.link,
        JSON.stringify(input.metadata),
        JSON.stringify(input.actor),
        JSON.stringify(actors),
        input.groupKey,
        now,
      );
      if (this.counts().total > maxKept) {
        this.#storage.sql.exec("DELETE FROM notifications WHERE seq = (SELECT min(seq) FROM notifications)");
      }
      return { type: "notification.created", seq, notification: this.#get(id) };
    });
  }

  #join(group: NotificationRow, input: NewNotification): NotificationFrame {
    const known: string[] = JSON.parse(group.actors);
    const actors = input.actor && !known.includes(input.actor.id) ? [...known, input.actor.id].slice(-1_000) : known;
    return this.#append((seq) => {
      this.#storage.sql.exec(
        "UPDATE notifications SET seq = ?, title = ?, message = ?, link = ?, metadata = ?, actor = ?, actors = ? WHERE id = ?",
        seq,
        input.title,
        input.message,
        input.link,
        JSON.stringify(input.metadata),
        JSON.stringify(input.actor),
        JSON.stringify(actors),
        group.id,
      );
      return { type: "notification.updated", seq, notification: this.#get(group.id) };
    });
  }

  /** Gives the next number to what happened, and keeps it for those who are away. */
  #append<F extends NotificationFrame>(build: (seq: number) => F): F {
    const { sql } = this.#storage;
    const { last_seq: seq } = sql
      .exec<{ last_seq: number }>("UPDATE inbox_counts SET last_seq = last_seq + 1 RETURNING last_seq")
      .one();
    const frame = build(seq);
    sql.exec("INSERT INTO stream (seq, frame) VALUES (?, ?)", seq, JSON.stringify(frame));
    sql.exec("DELETE FROM stream WHERE seq <= ?", seq - maxStream);
    return frame;
  }

  #unreadFrame(): NotificationFrame {
    return { type: "unread", count: this.counts().unreadCount };
  }

  #get(id: string): Notification {
    return renderNotification(
      this.#storage.sql.exec<NotificationRow>("SELECT * FROM notifications WHERE id = ?", id).one(),
    );
  }
}
