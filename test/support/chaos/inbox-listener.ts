import type { InboxEvent } from "../checkers.ts";
import { type RawFrame, RawStream } from "../raw-stream.ts";
import type { RemoteUser } from "../remote-user.ts";

/** One tab that shows somebody's notifications, by what their stream tells alone. */
export class InboxListener extends RawStream {
  readonly events: InboxEvent[] = [];
  unreadCount = 0;

  constructor(user: RemoteUser) {
    super(user, "/notifications/live");
  }

  get owner(): RemoteUser {
    return this.user;
  }

  /** Whether it was told everything from the first event on. */
  get isWhole(): boolean {
    return this.steps.every(({ kind }) => kind !== "reset");
  }

  protected override onReady({ unreadCount = 0 }: RawFrame): void {
    this.unreadCount = unreadCount;
  }

  protected override onFrame({ type, count = 0, notification, notificationId: id = "" }: RawFrame): void {
    if (type === "unread") this.unreadCount = count;
    if (notification) {
      const told = { id: notification.id, group: notification.groupKey };
      this.events.push({ type: type === "notification.created" ? "created" : "updated", ...told });
    }
    if (type === "notification.read") this.events.push({ type: "read", id });
    if (type === "notification.deleted") this.events.push({ type: "deleted", id });
    if (type === "notification.all_read") this.events.push({ type: "all_read" });
  }
}
