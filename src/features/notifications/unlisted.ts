import { newId } from "../../platform/ids/typeid.ts";
import type { Notification, NotificationType } from "./contract.ts";
import { groupedMs } from "./inbox.ts";
import { type NewNotification, titleOf } from "./new-notification.ts";

const keptMs = 30 * groupedMs;
const pruneStep = 100;
/** A group of what is not listed does not count past so many actors. */
const maxActors = 100;

type Kept = { notification: Notification; actorIds: string[] };

/**
 * What a user does not want to have in their list and yet to hear of otherwise: kept as long as the history of
 * its deliveries. Its tables are those of the deliveries.
 */
export class Unlisted {
  readonly #sql: SqlStorage;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
  }

  /** What belongs to the same group within a day is one, unless its subject was looked at. @returns it, where it is a new one. */
  add(input: NewNotification, now: number): Notification | undefined {
    const before = this.#openGroup(input, now);
    const actorIds = new Set(before?.actorIds);
    if (input.actor && actorIds.size < maxActors) actorIds.add(input.actor.id);
    const groupCount = Math.max(1, actorIds.size);
    const { type, message, link, metadata, actor, groupKey } = input;
    const { id, createdAt } = before?.notification ?? { id: newId("ntf"), createdAt: new Date(now).toISOString() };
    const own = { id, seq: 0, groupCount, read: false, readAt: null, createdAt };
    const title = titleOf(input, groupCount);
    const notification = { ...own, type, title, message, link, metadata, actor, groupKey };
    this.#put({ notification, actorIds: [...actorIds] });
    if (before) return undefined;
    this.#prune(now);
    return notification;
  }

  find(id: string): Notification | undefined {
    return this.#sql
      .exec<{ content: string }>("SELECT content FROM unlisted_notifications WHERE id = ?", id)
      .toArray()
      .map(parse)[0]?.notification;
  }

  /** Its subject was looked at: what is yet to be told of it is not, and what comes next is a new one. */
  markGroupRead(type: NotificationType, groupKey: string, now: number): void {
    this.#sql.exec(
      `UPDATE unlisted_notifications SET group_key = NULL,
           content = json_set(content, '$.notification.read', json('true'), '$.notification.readAt', ?1)
         WHERE group_key = ?2 AND type = ?3`,
      new Date(now).toISOString(),
      groupKey,
      type,
    );
  }

  /** Its subject is no more. */
  removeGroup(type: NotificationType, groupKey: string): void {
    this.#sql.exec("DELETE FROM unlisted_notifications WHERE group_key = ? AND type = ?", groupKey, type);
  }

  #openGroup({ groupKey, type }: NewNotification, now: number): Kept | undefined {
    if (groupKey === null) return undefined;
    return this.#sql
      .exec<{ content: string }>(
        "SELECT content FROM unlisted_notifications WHERE group_key = ? AND type = ? AND at > ? ORDER BY at DESC LIMIT 1",
        groupKey,
        type,
        now - groupedMs,
      )
      .toArray()
      .map(parse)[0];
  }

  #put(kept: Kept): void {
    const { id, type, groupKey, createdAt } = kept.notification;
    this.#sql.exec(
      "INSERT OR REPLACE INTO unlisted_notifications (id, type, group_key, content, at) VALUES (?,?,?,?,?)",
      id,
      type,
      groupKey,
      JSON.stringify(kept),
      Date.parse(createdAt),
    );
  }

  #prune(now: number): void {
    this.#sql.exec(
      "DELETE FROM unlisted_notifications WHERE id IN (SELECT id FROM unlisted_notifications WHERE at < ? LIMIT ?)",
      now - keptMs,
      pruneStep,
    );
  }
}

function parse({ content }: { content: string }): Kept {
  return JSON.parse(content);
}
