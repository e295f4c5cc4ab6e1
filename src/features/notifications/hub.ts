import { closeCode } from "../../platform/sockets/contract.ts";
import { errorFrame } from "../../platform/sockets/frames.ts";
import { welcome } from "../../platform/sockets/replay.ts";
import { type CommandOutcome, SocketHost } from "../../platform/sockets/socket-host.ts";
import { admissionOf } from "../../platform/sockets/upgrade.ts";
import type { ConversationNews, MemberHub } from "../chat/index.ts";
import { SessionObject } from "../sessions/index.ts";
import { NotificationCommand, type NotificationFrame } from "./contract.ts";
import { ConversationMarks } from "./conversation-marks.ts";
import { Inbox, type InboxQuery, type NewNotification } from "./inbox.ts";
import { newMessageNotification } from "./new-message.ts";
import { type OpenRoom, OpenRooms } from "./open-rooms.ts";

const retryMs = 5_000;
const maxSockets = 100;

/**
 * One user: their sessions, their inbox, and the sockets of their tabs and devices.
 *
 * It is the only writer of all three, so a session and its sockets end in one step, and a count is the
 * same in every tab. Fields are caches: it may be evicted between any two events.
 */
export class UserHub extends SessionObject implements MemberHub {
  readonly #inbox: Inbox;
  readonly #marks: ConversationMarks;
  readonly #rooms: OpenRooms;
  readonly #sockets: SocketHost<NotificationFrame>;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#inbox = new Inbox(ctx.storage);
    this.#marks = new ConversationMarks(ctx.storage);
    this.#rooms = new OpenRooms(ctx.storage);
    this.#sockets = new SocketHost(ctx, {
      limit: this.config.LIMIT_COMMANDS,
      log: this.log,
      onCommand: (socket, _identity, command) => this.#handleCommand(socket, command),
    });
  }

  /** Lets a live session into a room, and remembers it, so that the room hears when the session ends. */
  async enterRoom(sessionId: string, conversationId: string, connectionId: string): Promise<boolean> {
    if (!this.sessions.isLive(sessionId, Date.now())) return false;
    this.#rooms.enter(sessionId, conversationId, connectionId);
    await this.schedule();
    return true;
  }

  /** Forgets one socket in a room. The alarm stays: where nothing is left to close, it closes nothing. */
  leaveRoom(sessionId: string, conversationId: string, connectionId: string): Promise<void> {
    this.noteUse(sessionId);
    this.#rooms.leave(sessionId, conversationId, connectionId);
    return Promise.resolve();
  }

  /** Tells the user something, once per key. */
  notify(key: string, input: NewNotification): void {
    this.#publish(this.#inbox.add(key, input, Date.now()));
  }

  /** Takes in how a conversation stands. It may be told twice, or late: only what is new has an effect. */
  tellConversation(news: ConversationNews): Promise<void> {
    const { changed, marks } = this.#marks.update(news.conversationId, news.messageCount, news.readCount);
    const { conversationId, lastMessage } = news;
    if (changed && lastMessage) {
      const unreadCount = Math.max(0, marks.message_count - marks.read_count);
      this.#sockets.broadcast([{ type: "conversation.updated", conversationId, lastMessage, unreadCount }]);
    }
    const isUntold = news.messageCount > Math.max(marks.notified_count, marks.read_count);
    if (news.unseen && isUntold) {
      this.notify(`${conversationId}:${news.messageCount}`, newMessageNotification(conversationId, news.unseen));
      this.#marks.setNotified(conversationId, news.messageCount);
    }
    return Promise.resolve();
  }

  unreadCounts(conversationIds: string[]): Record<string, number> {
    return this.#marks.unreadCounts(conversationIds);
  }

  listNotifications(query: InboxQuery) {
    return this.#inbox.list(query);
  }

  /** @returns whether there is such a notification. */
  markRead(id: string): boolean {
    return this.#publish(this.#inbox.markRead(id, Date.now()));
  }

  markAllRead(): void {
    this.#publish(this.#inbox.markAllRead(Date.now()));
  }

  /** @returns whether there was such a notification. */
  removeNotification(id: string): boolean {
    return this.#publish(this.#inbox.remove(id));
  }

  /** Takes a socket in; the Worker has checked who it is. */
  override async fetch(request: Request): Promise<Response> {
    const { after, offersProtocol, ...identity } = admissionOf(request);
    if (!this.sessions.isLive(identity.sessionId, Date.now())) return new Response(null, { status: 401 });
    if (this.#sockets.open().length >= maxSockets) return new Response(null, { status: 429 });
    const seq = this.#inbox.lastSeq();
    const ready = { seq, connectionId: identity.connectionId, unreadCount: this.#inbox.counts().unreadCount };
    const response = this.#sockets.accept(identity, offersProtocol, welcome(ready, after, this.#inbox.replay(after)));
    await this.schedule();
    return response;
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): void {
    this.#sockets.receive(socket, data);
  }

  override webSocketClose(socket: WebSocket, code: number, reason: string): void {
    this.noteUse(this.#sockets.identityOf(socket).sessionId);
    this.#sockets.answerClose(socket, code, reason);
  }

  #handleCommand(socket: WebSocket, raw: unknown): CommandOutcome<NotificationFrame> {
    const parsed = NotificationCommand.safeParse(raw);
    if (!parsed.success)
      return { kind: "invalid", frame: errorFrame(raw, "VALIDATION_FAILED", "This is no command of this stream.") };
    const command = parsed.data;
    switch (command.type) {
      case "received":
        this.#sockets.received(socket, command.seq);
        return { kind: "silent" };
      case "notification.read":
        if (!this.markRead(command.notificationId)) {
          return { kind: "answered", frame: errorFrame(raw, "NOT_FOUND", "There is no such notification.") };
        }
        return { kind: "answered", frame: { type: "ack", id: command.id } };
      case "notification.read_all":
        this.markAllRead();
        return { kind: "answered", frame: { type: "ack", id: command.id } };
    }
  }

  #publish(frames: NotificationFrame[] | undefined): boolean {
    if (frames) this.#sockets.broadcast(frames);
    return frames !== undefined;
  }

  /** Closes the sockets of sessions that are over, here in the same step, and has the rooms close theirs. */
  protected override async closeSockets(sessionIds: string[]): Promise<void> {
    for (const id of sessionIds) {
      this.#rooms.startClosing(id);
      this.#sockets.broadcast([{ type: "session.revoked" }], id);
      this.#sockets.close(closeCode.sessionOver, "session over", id);
    }
    // Set first: should the object die now, the alarm closes what was not reached.
    await this.schedule();
    await this.#rooms.closeAll((room) => this.#closeRoom(room));
    await this.schedule();
  }

  async #closeRoom(room: OpenRoom): Promise<boolean> {
    try {
      await this.env.CHAT_ROOM.getByName(room.conversation_id).endSession(room.session_id);
      return true;
    } catch (error) {
      this.log.error("a room could not be told that a session is over", error, {
        conversationId: room.conversation_id,
      });
      return false;
    }
  }

  /** The sessions with sockets open, here or in rooms. */
  protected override sessionsWithSockets(): string[] {
    const here = this.#sockets.open().map((socket) => this.#sockets.identityOf(socket).sessionId);
    return [...new Set([...here, ...this.#rooms.sessions()])];
  }

  /** One alarm for what comes next: a room to be told again, or what sessions wait for. */
  protected override async schedule(): Promise<void> {
    const now = Date.now();
    const due = [this.nextSessionAlarm(now), this.#rooms.isClosing() ? now + retryMs : undefined];
    // One that is due already would be lost when it is set while the alarm rings (workerd#6866).
    const next = Math.max(now + 5, Math.min(...due.filter((at) => at !== undefined)));
    return Number.isFinite(next) ? this.ctx.storage.setAlarm(next) : this.ctx.storage.deleteAlarm();
  }
}
