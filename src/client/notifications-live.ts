import type { PresenceStatus } from "../features/chat/contract.ts";
import type { NotificationFrame } from "../features/notifications/contract.ts";
import type { Command } from "./commands.ts";
import { LiveStream, type StreamOptions, type StreamState } from "./live-stream.ts";
import { isPassing } from "./refusal.ts";
import { type Result, succeed } from "./result.ts";
import { tellUntilHeard } from "./tell-until-heard.ts";
import type { Transport } from "./transport.ts";

/** What happens to the user. Answers to one's own commands are the promises of its methods. */
export type NotificationEvent = Exclude<NotificationFrame, { type: "ack" | "error" }>;
export type NotificationsLiveOptions = StreamOptions<NotificationEvent>;

/** The user's own stream: notifications, unread counts, who is there, news of conversations that are not open. */
export class NotificationsLive {
  readonly #stream: LiveStream<NotificationEvent>;
  readonly #transport: Transport;
  /** A status that the server could not be told: it keeps every other itself, for all devices. */
  #untold: PresenceStatus | null = null;
  /** What the server knows of a socket alone, and is told again of the next. */
  #watched: string[] = [];
  /** Counts what was said of one's status, here and by the server: of two, the later stands. */
  #said = 0;
  /** Counts the connections. */
  #round = 0;

  constructor(transport: Transport, options: NotificationsLiveOptions) {
    this.#transport = transport;
    const endpoint = { path: "/notifications/live", probe: "/me", isDurable: true };
    const onEvent = (event: NotificationEvent) => {
      this.#adopt(event);
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

  /**
   * Says whether one is there, for all of one's devices: what was set last on any of them holds. One that
   * the server could not be told is said again after a reconnect.
   */
  async setPresence(status: PresenceStatus): Promise<Result<null>> {
    this.#hasSaid();
    const said = this.#said;
    const result = await this.#do({ type: "presence.set", status });
    if (said === this.#said && isUnheard(result)) this.#untold = status;
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

  #adopt(event: NotificationEvent): void {
    if (event.type === "ready") this.#sayAgain();
    else if (event.type === "presence.changed" && event.userId === this.#transport.access.userId) this.#hasSaid();
  }

  #hasSaid(): void {
    this.#said += 1;
    this.#untold = null;
  }

  #sayAgain(): void {
    this.#round += 1;
    const round = this.#round;
    const isThis = () => this.#round === round && this.#stream.state === "live";
    if (this.#untold) void this.#sayStatus(isThis);
    const watch = () =>
      this.#stream.command({ type: "presence.watch", userIds: this.#watched }, { isRepeatable: false });
    if (this.#watched.length > 0) void tellUntilHeard(watch, isThis);
  }

  async #sayStatus(isThisConnection: () => boolean): Promise<void> {
    const said = this.#said;
    const status = this.#untold;
    const say = () => this.#stream.command({ type: "presence.set", status }, { isRepeatable: false });
    const result = await tellUntilHeard(say, () => isThisConnection() && this.#said === said);
    if (this.#said === said && !isUnheard(result)) this.#untold = null;
  }
}

function isRefused(result: Result<null>): boolean {
  return result.error !== null && !isUnheard(result);
}

function isUnheard({ error }: Result<unknown>): boolean {
  return error !== null && isPassing(error);
}
