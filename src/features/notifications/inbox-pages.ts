import { toPage } from "../../platform/db/cursor.ts";
import type { NotificationPage, NotificationType } from "./contract.ts";
import { type NotificationRow, renderNotification } from "./inbox-rows.ts";

export type Counts = { unreadCount: number; total: number };

export type InboxQuery = {
  limit: number;
  before?: number | undefined;
  unread?: boolean | undefined;
  type?: NotificationType | undefined;
};

const maxPages = 8;

/** The list of an inbox as it is read, out of the inbox's tables. */
export class InboxPages {
  readonly #sql: SqlStorage;
  /** Pages as they were read since the last change: a client that loads reads the first one, and so does the next. */
  readonly #pages = new Map<string, string>();
  #counts: Counts | undefined;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
  }

  /** A page of the list and its counts, as JSON. */
  page(query: InboxQuery): string {
    const key = JSON.stringify(query);
    const page = this.#pages.get(key) ?? JSON.stringify(this.#read(query));
    if (this.#pages.size < maxPages) this.#pages.set(key, page);
    return page;
  }

  /** As they were after the last change. */
  counts(): Counts {
    this.#counts ??= this.readCounts();
    return this.#counts;
  }

  /** As they are, also in the middle of a change. */
  readCounts(): Counts {
    const { unread, total } = this.#sql
      .exec<{ unread: number; total: number }>("SELECT unread, total FROM inbox_counts")
      .one();
    return { unreadCount: unread, total };
  }

  /** Something changes. */
  forget(): void {
    this.#pages.clear();
    this.#counts = undefined;
  }

  #read({ limit, before, unread, type }: InboxQuery): NotificationPage {
    const rows = this.#sql
      .exec<NotificationRow>(
        `SELECT * FROM notifications WHERE seq < ?1
           AND ${type === undefined ? "?2 IS NULL" : "type = ?2"}
           AND ${unread === undefined ? "?3 IS NULL" : "(read_at IS NULL) = ?3"} ORDER BY seq DESC LIMIT ?4`,
        before ?? Number.MAX_SAFE_INTEGER,
        type ?? null,
        unread === undefined ? null : Number(unread),
        limit + 1,
      )
      .toArray()
      .map(renderNotification);
    return { ...toPage(rows, limit, (row) => [row.seq]), ...this.counts() };
  }
}
