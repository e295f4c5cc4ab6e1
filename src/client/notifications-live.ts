import type { NotificationFrame } from "../features/notifications/contract.ts";
import type { Command } from "./commands.ts";
import { LiveStream, type StreamOptions, type StreamState } from "./live-stream.ts";
import { type Result, succeed } from "./result.ts";
import type { Transport } from "./transport.ts";

/** What happens to the user. Answers to one's own commands are the promises of its methods. */
export type NotificationEvent = Exclude<NotificationFrame, { type: "ack" | "error" }>;
export type NotificationsLiveOptions = StreamOptions<NotificationEvent>;

/** The user's own stream: notifications, unread counts, news of conversations that are not open. */
export class NotificationsLive {
  readonly #stream: LiveStream<NotificationEvent>;

  constructor(transport: Transport, options: NotificationsLiveOptions) {
    this.#stream = new LiveStream(transport, { path: "/notifications/live", probe: "/me" }, options);
  }

  get state(): StreamState {
    return this.#stream.state;
  }

  get seq(): number | null {
    return this.#stream.seq;
  }

  markRead(notificationId: string): Promise<Result<null>> {
    return this.#do({ type: "notification.read", notificationId });
  }

  markAllRead(): Promise<Result<null>> {
    return this.#do({ type: "notification.read_all" });
  }

  close(): void {
    this.#stream.close();
  }

  async #do(command: Command): Promise<Result<null>> {
    const { error } = await this.#stream.command(command, { isRepeatable: true });
    return error ? { data: null, error } : succeed(null);
  }
}
