import { DurableObject } from "cloudflare:workers";
import { type Config, parseConfig } from "../../platform/config/config.ts";
import { createDatabase } from "../../platform/db/database.ts";
import { Logger } from "../../platform/log/logger.ts";
import { closeCode } from "../../platform/sockets/contract.ts";
import { errorFrame, packLines } from "../../platform/sockets/frames.ts";
import { type CommandOutcome, SocketHost, type SocketIdentity } from "../../platform/sockets/socket-host.ts";
import { admissionOf } from "../../platform/sockets/upgrade.ts";
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
  /** Answers to commands of the group that is being flushed. */
  readonly #answers = new Map<WebSocket, string[]>();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { storage } = ctx;
    this.#config = parseConfig(env);
    this.#conversationId = ctx.id.name ?? "";
    this.#log = new Logger(this.#config.LOG_LEVEL, { object: "ChatRoom", conversationId: this.#conversationId });
    this.#roster = new Roster(storage.sql);
    const db = createDatabase(env.DB);
    this.#membership = new Membership(this.#roster, () => readRoster(db, this.#conversationId), this.#log);
    this.#messages = new MessageLog(storage.sql, this.#conversationId, (userId) => this.#roster.summaryOf(userId));
    this.#ended = new EndedSessions(storage.sql);
    this.#sockets = new SocketHost(ctx, {
      limit: this.#config.LIMIT_COMMANDS,
      log: this.#log,
      onCommand: (socket, identity, command) => this.#handleCommand(socket, identity, command),
    });
    this.#commit = new GroupCommit({
      storage,
      messages: this.#messages,
      onAppend: (row) => this.#roster.markRead(row.sender_id, row.seq, row.ordinal),
      onRollback: () => this.#roster.reload(),
      onFlush: (lines) => this.#publish(lines),
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
    const lives = await this.env.USER_HUB.getByName(identity.userId).enterRoom(
      identity.sessionId,
      this.#conversationId,
    );
    if (!lives || this.#ended.has(identity.sessionId)) return new Response(null, { status: 401 });
    if (!this.#roster.has(identity.userId)) return new Response(null, { status: 404 });
    if (this.#sockets.open().length >= maxSockets) return new Response(null, { status: 429 });
    const seq = this.#messages.lastSeq;
    const replay = this.#messages.replay(after);
    const ready = JSON.stringify({
      type: "ready",
      seq,
      connectionId: identity.connectionId,
      reads: this.#roster.reads(),
    });
    const missed = replay === "reset" ? [JSON.stringify({ type: "reset", seq })] : replay;
    return this.#sockets.accept(identity, offersProtocol, [ready, ...missed], seq);
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

  override async webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    await this.#sockets.receive(socket, data);
  }

  override webSocketClose(socket: WebSocket, code: number, reason: string): void {
    this.#sockets.answerClose(socket, code, reason);
    const { userId } = this.#sockets.identityOf(socket);
    if (this.#sockets.open(userId).length === 0) this.#typing.stop(userId);
  }

  override async alarm(): Promise<void> {
    await this.#followUp.onAlarm();
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
      return { kind: "answered", frame: errorFrame(command, "NOT_FOUND", "There is no such message to reply to.") };
    }
    this.#typing.stop(senderId);
    this.#commit.post({
      senderId,
      input: command,
      settle: (outcome) => {
        if (outcome.ok) {
          const id = JSON.stringify(command.id);
          this.#answerLater(socket, `{"type":"ack","id":${id},"seq":${outcome.row.seq},"message":${outcome.json}}`);
          return;
        }
        this.#log.error("messages could not be stored", outcome.error);
        const frame = errorFrame(command, "INTERNAL", "The message was not stored; send it again.");
        this.#answerLater(socket, JSON.stringify(frame));
      },
    });
    return { kind: "silent" };
  }

  #answerLater(socket: WebSocket, line: string): void {
    const lines = this.#answers.get(socket);
    if (lines) lines.push(line);
    else this.#answers.set(socket, [line]);
  }

  /** Shows what was stored to everyone, and each sender their answers in the same frame. */
  #publish(lines: string[]): void {
    const frames = packLines(lines);
    const seq = this.#messages.lastSeq;
    for (const socket of this.#sockets.open()) {
      const answers = this.#answers.get(socket);
      if (answers) this.#sockets.sendLines(socket, [...lines, ...answers], seq);
      else for (const frame of frames) this.#sockets.sendText(socket, frame, seq);
    }
    this.#answers.clear();
    if (lines.length > 0) this.#followUp.ask();
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
