import { DurableObject } from "cloudflare:workers";
import { type Config, parseConfig } from "../../platform/config/config.ts";
import { createDatabase } from "../../platform/db/database.ts";
import { Logger } from "../../platform/log/logger.ts";
import { closeCode } from "../../platform/sockets/contract.ts";
import { errorFrame } from "../../platform/sockets/frames.ts";
import { welcome } from "../../platform/sockets/replay.ts";
import { type CommandOutcome, SocketHost, type SocketIdentity } from "../../platform/sockets/socket-host.ts";
import { admissionOf } from "../../platform/sockets/upgrade.ts";
import { Answers } from "./answers.ts";
import { ConversationCommand, type ConversationFrame, type Message, type NewMessage } from "./contract.ts";
import { EndedSessions } from "./ended-sessions.ts";
import { FollowUp } from "./follow-up.ts";
import { GroupCommit } from "./group-commit.ts";
import { Membership } from "./membership.ts";
import { MessageLog, type PageOfHistory } from "./message-log.ts";
import { readRoster } from "./read-roster.ts";
import { Roster } from "./roster.ts";
import { Typing } from "./typing.ts";

const maxSockets = 1_000;
/** One member cannot keep the others out. */
const maxSocketsEach = 50;

export type RoomRefusal = { ok: false; reason: "not-member" | "no-such-message" };
export type PostOutcome = { ok: true; message: Message; isNew: boolean } | RoomRefusal;
export type HistoryOutcome = { ok: true; messages: Message[] } | RoomRefusal;

/**
 * One conversation: its ordered message log and the sockets of those looking at it.
 *
 * The log in this object's SQLite is the only copy of the messages, and this object their only writer.
 * Fields are caches: it may be evicted between any two events. Its name is the conversation's id. Who
 * the members are D1 decides; each command is checked against the copy of them here.
 */
export class ChatRoom extends DurableObject<Env> {
  readonly #config: Config;
  readonly #log: Logger;
  readonly #conversationId: string;
  readonly #roster: Roster;
  readonly #membership: Membership;
  readonly #messages: MessageLog;
  readonly #ended: EndedSessions;
  readonly #sockets: SocketHost<ConversationFrame>;
  readonly #commit: GroupCommit;
  readonly #followUp: FollowUp;
  readonly #typing: Typing;
  readonly #answers: Answers;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { storage } = ctx;
    this.#config = parseConfig(env);
    this.#conversationId = ctx.id.name ?? "";
    this.#log = new Logger(this.#config.LOG_LEVEL, { object: "ChatRoom", conversationId: this.#conversationId });
    this.#roster = new Roster(storage);
    const db = createDatabase(env.DB);
    this.#membership = new Membership(this.#roster, () => readRoster(db, this.#conversationId), this.#log);
    this.#messages = new MessageLog(storage, this.#conversationId, (userId) => this.#roster.summaryOf(userId));
    this.#ended = new EndedSessions(storage);
    this.#sockets = new SocketHost(ctx, {
      limit: this.#config.LIMIT_COMMANDS,
      log: this.#log,
      onCommand: (socket, identity, command) => this.#handleCommand(socket, identity, command),
    });
    this.#answers = new Answers(this.#sockets);
    this.#commit = new GroupCommit({
      storage,
      messages: this.#messages,
      onAppend: ({ sender_id: userId, seq, ordinal }) => {
        this.#roster.markRead(userId, seq, ordinal);
        return { type: "read.changed", userId, readSeq: seq };
      },
      onRollback: () => this.#roster.reload(),
      onFlush: (events) => {
        this.#answers.publish(events);
        if (events.length > 0) this.#followUp.ask();
      },
    });
    this.#followUp = new FollowUp({
      storage,
      db,
      log: this.#log,
      conversationId: this.#conversationId,
      messages: this.#messages,
      roster: this.#roster,
      hubOf: (userId) => env.USER_HUB.getByName(userId),
      isPresent: (userId) => this.#sockets.open(userId).length > 0,
    });
    this.#typing = new Typing((userId, isTyping) => this.#tellOthers(userId, { type: "typing", userId, isTyping }));
  }

  /**
   * Takes a socket in; the Worker has checked who it is. A member's hub is asked to remember the room, so
   * that it closes the socket with the session; a session that ended meanwhile is turned away.
   */
  override async fetch(request: Request): Promise<Response> {
    const { after, offersProtocol, ...identity } = admissionOf(request);
    await this.#membership.refresh();
    if (!(await this.#membership.includes(identity.userId))) return new Response(null, { status: 404 });
    const { userId, sessionId, connectionId } = identity;
    const lives = await this.env.USER_HUB.getByName(userId).enterRoom(sessionId, this.#conversationId, connectionId);
    if (!lives) return new Response(null, { status: 401 });
    const refusal = this.#refusalOf(identity);
    if (refusal !== undefined) {
      await this.#leave(identity);
      return new Response(null, { status: refusal });
    }
    const ready = { seq: this.#messages.lastSeq, connectionId, reads: this.#roster.reads() };
    return this.#sockets.accept(identity, offersProtocol, welcome(ready, after, this.#messages.replay(after)));
  }

  /** Stores a message once per `clientId`, shows it to everyone here, and returns it once it is durable. */
  async postMessage(senderId: string, input: NewMessage): Promise<PostOutcome> {
    if (!(await this.#membership.includes(senderId))) return { ok: false, reason: "not-member" };
    if (input.replyTo !== undefined && !this.#messages.has(input.replyTo))
      return { ok: false, reason: "no-such-message" };
    return new Promise((resolve, reject) => {
      this.#commit.post({
        senderId,
        input,
        settle: (outcome) =>
          outcome.ok
            ? resolve({ ok: true, message: this.#messages.render(outcome.row), isNew: outcome.isNew })
            : reject(outcome.error),
      });
    });
  }

  /** A page of history, in the order of the stream. */
  async listMessages(userId: string, query: PageOfHistory): Promise<HistoryOutcome> {
    if (!(await this.#membership.includes(userId))) return { ok: false, reason: "not-member" };
    return { ok: true, messages: this.#messages.page(query).map((row) => this.#messages.render(row)) };
  }

  /** Moves a member's watermark; past the end is the end. @returns whether they are a member. */
  async markRead(userId: string, seq: number): Promise<boolean> {
    if (!(await this.#membership.includes(userId))) return false;
    this.#markRead(userId, seq);
    await this.#followUp.tellNow(userId);
    return true;
  }

  /** Closes the sockets of a session that is over, and lets none of its in any more. */
  endSession(sessionId: string): void {
    this.#ended.add(sessionId, Date.now());
    this.#sockets.close(closeCode.sessionOver, "session over", sessionId);
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): void {
    this.#sockets.receive(socket, data);
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    this.#sockets.answerClose(socket, code, reason);
    const identity = this.#sockets.identityOf(socket);
    if (this.#sockets.open(identity.userId).length === 0) this.#typing.stop(identity.userId);
    await this.#leave(identity);
  }

  override async alarm(): Promise<void> {
    await this.#followUp.onAlarm();
  }

  /** Why a socket that the hub let in has no place here, after all that may have changed meanwhile. */
  #refusalOf({ userId, sessionId }: SocketIdentity): number | undefined {
    if (this.#ended.has(sessionId)) return 401;
    if (!this.#roster.has(userId)) return 404;
    const isFull = this.#sockets.open().length >= maxSockets || this.#sockets.open(userId).length >= maxSocketsEach;
    return isFull ? 429 : undefined;
  }

  /** A hub that does not hear it remembers one socket too many, which does no harm. */
  async #leave({ userId, sessionId, connectionId }: SocketIdentity): Promise<void> {
    const hub = this.env.USER_HUB.getByName(userId);
    await hub
      .leaveRoom(sessionId, this.#conversationId, connectionId)
      .catch((error: unknown) => this.#log.error("a hub could not be told that a socket left", error));
  }

  #handleCommand(socket: WebSocket, identity: SocketIdentity, raw: unknown): CommandOutcome<ConversationFrame> {
    const parsed = ConversationCommand.safeParse(raw);
    if (!parsed.success)
      return { kind: "invalid", frame: errorFrame(raw, "VALIDATION_FAILED", "This is no command of this stream.") };
    const { userId } = identity;
    if (!this.#roster.has(userId)) {
      socket.close(closeCode.notMember, "no longer a member");
      return { kind: "silent" };
    }
    const command = parsed.data;
    switch (command.type) {
      case "received":
        this.#sockets.received(socket, command.seq);
        return { kind: "silent" };
      case "message.send":
        return this.#send(socket, userId, command);
      case "read":
        this.#markRead(userId, command.seq);
        break;
      case "typing.start":
        this.#typing.start(userId);
        break;
      case "typing.stop":
        this.#typing.stop(userId);
        break;
    }
    return { kind: "answered", frame: { type: "ack", id: command.id } };
  }

  #send(socket: WebSocket, senderId: string, command: { id: string } & NewMessage): CommandOutcome<ConversationFrame> {
    if (command.replyTo !== undefined && !this.#messages.has(command.replyTo)) {
      return {
        kind: "answered",
        frame: errorFrame(command, "VALIDATION_FAILED", "There is no such message to reply to."),
      };
    }
    this.#typing.stop(senderId);
    this.#commit.post({
      senderId,
      input: command,
      settle: (outcome) => {
        if (outcome.ok) {
          const id = JSON.stringify(command.id);
          this.#answers.add(socket, `{"type":"ack","id":${id},"seq":${outcome.row.seq},"message":${outcome.json}}`);
          return;
        }
        this.#log.error("messages could not be stored", outcome.error);
        const frame = errorFrame(command, "INTERNAL", "The message was not stored; send it again.");
        this.#answers.add(socket, JSON.stringify(frame));
      },
    });
    return { kind: "silent" };
  }

  #markRead(userId: string, seq: number): void {
    const upTo = Math.min(seq, this.#messages.lastSeq);
    if (!this.#roster.markRead(userId, upTo, this.#messages.countUpTo(upTo))) return;
    this.#sockets.broadcast([{ type: "read.changed", userId, readSeq: upTo }]);
    this.#followUp.ask();
  }

  #tellOthers(userId: string, frame: ConversationFrame): void {
    for (const socket of this.#sockets.open()) {
      if (this.#sockets.identityOf(socket).userId !== userId) this.#sockets.send(socket, [frame]);
    }
  }
}
