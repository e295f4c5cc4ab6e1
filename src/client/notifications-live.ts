import type { PresenceStatus } from "../features/chat/contract.ts";
import type { NotificationFrame } from "../features/notifications/contract.ts";
import type { Command } from "./commands.ts";
import { LiveStream, type StreamOptions, type StreamState } from "./live-stream.ts";
import { isPassing } from "./refusal.ts";
import { type Result, succeed } from "./result.ts";
import type { Transport } from "./transport.ts";

/** What happens to the user. Answers to one's own commands are the promises of its methods. */
export type NotificationEvent = Exclude<NotificationFrame, { type: "ack" | "error" }>;
export type NotificationsLiveOptions = StreamOptions<NotificationEvent>;

/** The user's own stream: notifications, unread counts, who is there, news of conversations that are not open. */
export class NotificationsLive {
  readonly #stream: LiveStream<NotificationEvent>;
  /** What the server knows of a socket, and is told again of the next: one's status, and whom one watches. */
  #status: PresenceStatus | null = null;
  #watched: string[] = [];

  constructor(transport: Transport, options: NotificationsLiveOptions) {
    const endpoint = { path: "/notifications/live", probe: "/me", isDurable: true };
    const onEvent = (event: NotificationEvent) => {
      if (event.type === "ready") this.#sayAgain();
      options.onEvent?.(event);
    };
    this.#stream = new LiveStream(transport, endpoint, { ...options, onEvent });
  }

  get state(): StreamState {
    return this.#stream.state;
  }

  /** The last event seen, to resume after later. Null before the first greeting. */
  get seq(): number | null {
    return this.#stream.seq;
  }

  markRead(notificationId: string): Promise<Result<null>> {
    return this.#do({ type: "notification.read", notificationId });
  }

  markAllRead(): Promise<Result<null>> {
    return this.#do({ type: "notification.read_all" });
  }

  /** Says whether one is there, also after reconnects. */
  async setPresence(status: PresenceStatus): Promise<Result<null>> {
    const before = this.#status;
    this.#status = status;
    const result = await this.#do({ type: "presence.set", status });
    if (isRefused(result)) this.#status = before;
    return result;
  }

  /**
   * Has `presence.changed` told of these people, in place of those before, also after reconnects; how they
   * are now is told at once. Of whom one has nothing to do with it is always `offline`. A hundred at most.
   */
  async watchPresence(userIds: string[]): Promise<Result<null>> {
    const before = this.#watched;
    this.#watched = [...userIds];
    const result = await this.#do({ type: "presence.watch", userIds });
    if (isRefused(result)) this.#watched = before;
    return result;
  }

  close(): void {
    this.#stream.close();
  }

  async #do(command: Command): Promise<Result<null>> {
    const { error } = await this.#stream.command(command, { isRepeatable: true });
    return error ? { data: null, error } : succeed(null);
  }

  #sayAgain(): void {
    const again: Command[] = [];
    if (this.#status) again.push({ type: "presence.set", status: this.#status });
    if (this.#watched.length > 0) again.push({ type: "presence.watch", userIds: this.#watched });
    for (const command of again) void this.#stream.command(command, { isRepeatable: false });
  }
}

function isRefused({ error }: Result<null>): boolean {
  return error !== null && !isPassing(error);
}
