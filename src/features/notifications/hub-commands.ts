import { errorFrame } from "../../platform/sockets/frames.ts";
import type { CommandOutcome, SocketHost, SocketIdentity } from "../../platform/sockets/socket-host.ts";
import type { PresenceStatus } from "../chat/contract.ts";
import { NotificationCommand, type NotificationFrame } from "./contract.ts";

type Options = {
  sockets: SocketHost<NotificationFrame>;
  /** Says whether there is such a notification. */
  markRead: (id: string) => boolean;
  markAllRead: () => void;
  setPresence: (status: PresenceStatus) => void;
  /** Answers later, by frames of its own. */
  watch: (connectionId: string, userIds: string[]) => void;
};

type Outcome = CommandOutcome<NotificationFrame>;

/** What the sockets of a user may ask of their hub. */
export class HubCommands {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  handle(socket: WebSocket, identity: SocketIdentity, raw: unknown): Outcome {
    const parsed = NotificationCommand.safeParse(raw);
    if (!parsed.success)
      return { kind: "invalid", frame: errorFrame(raw, "VALIDATION_FAILED", "This is no command of this stream.") };
    const command = parsed.data;
    const { sockets, markRead, markAllRead, setPresence, watch } = this.#options;
    switch (command.type) {
      case "received":
        sockets.received(socket, command.seq);
        return { kind: "silent" };
      case "notification.read":
        if (markRead(command.notificationId)) break;
        return { kind: "answered", frame: errorFrame(raw, "NOT_FOUND", "There is no such notification.") };
      case "notification.read_all":
        markAllRead();
        break;
      case "presence.set":
        setPresence(command.status);
        break;
      case "presence.watch":
        watch(identity.connectionId, command.userIds);
        break;
    }
    return { kind: "answered", frame: { type: "ack", id: command.id } };
  }
}
