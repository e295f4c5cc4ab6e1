import { migrate } from "../../platform/db/object-schema.ts";
import { newId } from "../../platform/ids/typeid.ts";
import type { Replay } from "../../platform/sockets/replay.ts";
import type { Notification, NotificationFrame, NotificationType } from "./contract.ts";
import { type Counts, InboxPages, type InboxQuery } from "./inbox-pages.ts";
import { inboxSchema, type NotificationRow, renderNotification } from "./inbox-rows.ts";
import { InboxStream } from "./inbox-stream.ts";
import { type NewNotification, titleOf } from "./new-notification.ts";

/** So long something unread is joined by what belongs to it. */
export const groupedMs = 24 * 3600 * 1000;
const maxKept = 10_000;
/** A group does not grow past so many actors. */
const maxActors = 10_000;

/**
 * One user's notifications and the stream of what happened to them, in the storage of the user's hub.
 *
 * Every change and its stream event are one transaction; the counts are kept by triggers, so they
 * cannot disagree with the list. Methods give the frames that the user's sockets are to see.
 */
export class Inbox {
  readonly #storage: DurableObjectStorage;
  readonly #stream: InboxStream;
  readonly #pages: InboxPages;
  readonly #toldMs: number;

  /** @param toldMs so long it is known what was told: longer than the event may be replayed that had it told. */
  constructor(storage: DurableObjectStorage, toldMs: number) {
    this.#storage = storage;
    this.#toldMs = toldMs;
    migrate(storage, "inbox", inboxSchema);
    this.#stream = new InboxStream(storage);
    this.#pages = new InboxPages(storage);
  }

  /** Stores a notification, or joins it to an unread one of its group. The same key is stored once. */
  add(key: string, input: NewNotification, now: number): NotificationFrame[] {
    return this.#change(() => {
      if (!this.isFirst(key, now)) return [];
      const group = this.#openGroup(input, now);
      const frames = group ? [this.#join(group, input)] : this.#insert(input, now);
      return [...frames, this.#unreadFrame()];
    });
  }

  /** Notes that something is told, whether or not it is listed. @returns whether it was not told before. */
  isFirst(key: string, now: number): boolean {
    const { sql } = this.#storage;
    if (sql.exec("INSERT INTO told (key, at) VALUES (?, ?) ON CONFLICT DO NOTHING", key, now).rowsWritten === 0)
      return false;
    sql.exec("DELETE FROM told WHERE at < ?", now - this.#toldMs);
    return true;
  }

  /** A page of the list and its counts, as JSON. */
  page(query: InboxQuery): string {
    return this.#pages.page(query);
  }

  counts(): Counts {
    return this.#pages.counts();
  }

  find(id: string): Notification | undefined {
    return this.#storage.sql
      .exec<NotificationRow>("SELECT * FROM notifications WHERE id = ?", id)
      .toArray()
      .map(renderNotification)[0];
  }

  /** @returns nothing when there is no such notification. */
  markRead(id: string, now: number): NotificationFrame[] | undefined {
    return this.#change(() => {
      const { sql } = this.#storage;
      if (sql.exec("SELECT 1 FROM notifications WHERE id = ?", id).toArray().length === 0) return undefined;
      if (sql.exec("UPDATE notifications SET read_at = ? WHERE id = ? AND read_at IS NULL", now, id).rowsWritten === 0)
        return [];
      return [
        this.#stream.append((seq) => ({ type: "notification.read", seq, notificationId: id })),
        this.#unreadFrame(),
      ];
    });
  }

  /** Marks what is unread of a group as read: its subject was looked at. */
  markGroupRead(type: NotificationType, groupKey: string, now: number): NotificationFrame[] {
    return this.#eachUnread(type, groupKey, (id) => this.markRead(id, now));
  }

  /** Removes what is unread of a group: its subject is no more. */
  removeUnreadGroup(type: NotificationType, groupKey: string): NotificationFrame[] {
    return this.#eachUnread(type, groupKey, (id) => this.remove(id));
  }

  markAllRead(now: number): NotificationFrame[] {
    if (this.counts().unreadCount === 0) return [];
    return this.#change(() => {
      this.#storage.sql.exec("UPDATE notifications SET read_at = ? WHERE (read_at IS NULL) = 1", now);
      return [this.#stream.append((seq) => ({ type: "notification.all_read", seq })), this.#unreadFrame()];
    });
  }

  /** @returns nothing when there is no such notification. */
  remove(id: string): NotificationFrame[] | undefined {
    return this.#change(() => {
      if (this.#storage.sql.exec("DELETE FROM notifications WHERE id = ?", id).rowsWritten === 0) return undefined;
      return [
        this.#stream.append((seq) => ({ type: "notification.deleted", seq, notificationId: id })),
        this.#unreadFrame(),
      ];
    });
  }

  /** What a client that has seen everything up to `after` has missed. */
  replay(after: number | null): Replay {
    return this.#stream.replay(after);
  }

  lastSeq(): number {
    return this.#stream.lastSeq();
  }

  #change<T>(work: () => T): T {
    try {
      return this.#storage.transactionSync(work);
    } finally {
      this.#pages.forget();
    }
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

  #eachUnread(
    type: NotificationType,
    groupKey: string,
    change: (id: string) => NotificationFrame[] | undefined,
  ): NotificationFrame[] {
    return this.#change(() =>
      this.#storage.sql
        .exec<{ id: string }>(
          "SELECT id FROM notifications WHERE group_key = ? AND type = ? AND read_at IS NULL ORDER BY seq",
          groupKey,
          type,
        )
        .toArray()
        .flatMap(({ id }) => change(id) ?? []),
    );
  }

  /** The oldest makes room where there are too many. */
  #insert(input: NewNotification, now: number): NotificationFrame[] {
    const { sql } = this.#storage;
    const id = newId("ntf");
    const created = this.#stream.append((seq) => {
      sql.exec(
        `INSERT INTO notifications (id, seq, type, title, message, link, metadata, actor, actors, actor_count, group_key, created_at)
           VALUES (?,?,?,?,?,?,?,?,'[]',0,?,?)`,
        id,
        seq,
        input.type,
        titleOf(input, 1),
        input.message,
        input.link,
        JSON.stringify(input.metadata),
        JSON.stringify(input.actor),
        input.groupKey,
        now,
      );
      this.#countActor(id, input);
      return { type: "notification.created", seq, notification: this.#get(id) };
    });
    if (this.#pages.readCounts().total <= maxKept) return [created];
    const { oldest } = sql
      .exec<{ oldest: string }>("SELECT id AS oldest FROM notifications ORDER BY seq LIMIT 1")
      .one();
    sql.exec("DELETE FROM notifications WHERE id = ?", oldest);
    return [created, this.#stream.append((seq) => ({ type: "notification.deleted", seq, notificationId: oldest }))];
  }

  #join(group: NotificationRow, input: NewNotification): NotificationFrame {
    return this.#stream.append((seq) => {
      this.#storage.sql.exec(
        "UPDATE notifications SET seq = ?, message = ?, link = ?, metadata = ?, actor = ? WHERE id = ?",
        seq,
        input.message,
        input.link,
        JSON.stringify(input.metadata),
        JSON.stringify(input.actor),
        group.id,
      );
      this.#countActor(group.id, input);
      this.#entitle(group.id, input);
      return { type: "notification.updated", seq, notification: this.#get(group.id) };
    });
  }

  #countActor(id: string, { actor, groupKey }: NewNotification): void {
    if (actor === null || groupKey === null) return;
    const { sql } = this.#storage;
    const { rowsWritten } = sql.exec(
      `INSERT INTO group_actors (notification_id, actor_id)
         SELECT id, ?2 FROM notifications WHERE id = ?1 AND actor_count < ?3 ON CONFLICT DO NOTHING`,
      id,
      actor.id,
      maxActors,
    );
    if (rowsWritten > 0) sql.exec("UPDATE notifications SET actor_count = actor_count + 1 WHERE id = ?", id);
  }

  #entitle(id: string, input: NewNotification): void {
    const { sql } = this.#storage;
    const { count } = sql
      .exec<{ count: number }>("SELECT max(1, actor_count) AS count FROM notifications WHERE id = ?", id)
      .one();
    sql.exec("UPDATE notifications SET title = ? WHERE id = ?", titleOf(input, count), id);
  }

  #unreadFrame(): NotificationFrame {
    return { type: "unread", count: this.#pages.readCounts().unreadCount };
  }

  #get(id: string): Notification {
    return renderNotification(
      this.#storage.sql.exec<NotificationRow>("SELECT * FROM notifications WHERE id = ?", id).one(),
    );
  }
}
