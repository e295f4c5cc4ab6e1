import type { Limit } from "../config/config.ts";
import type { Logger } from "../log/logger.ts";
import { CommandMeter } from "./command-meter.ts";
import { closeCode, PROTOCOL } from "./contract.ts";
import {
  byteLength,
  type ErrorFrame,
  errorFrame,
  type Line,
  lineOf,
  maxFrameBytes,
  packLines,
  parseJson,
} from "./frames.ts";
import { UnreadBudget, type UnreadState } from "./unread-budget.ts";

/**
 * Who is on the other end; kept with the socket, so it outlives an eviction of the object. When the session
 * ends is not in it: that may change, and the user's hub closes the sockets of what is over.
 */
export type SocketIdentity = {
  connectionId: string;
  userId: string;
  sessionId: string;
  /** The socket of the same session by which the user's hub knows that the session is here, where it was another. */
  visitId?: string;
};

/** By what the user's hub knows of a socket. */
export function visitOf({ visitId, connectionId }: SocketIdentity): string {
  return visitId ?? connectionId;
}

/** What is kept with a socket. */
type Attachment = SocketIdentity & { unread?: UnreadState };

type HostOptions<Frame> = {
  limit: Limit;
  log: Logger;
  /** Handles one command, or says why it is none. */
  onCommand(socket: WebSocket, identity: SocketIdentity, command: unknown): CommandOutcome<Frame>;
};

/** What became of a command: an answer now, none (or one later), or that it was not a valid command. */
export type CommandOutcome<Frame> =
  | { kind: "answered"; frame: Frame }
  | { kind: "silent" }
  | { kind: "invalid"; frame: Frame };

/** What is known of a socket while the object is in memory. */
type Known = { attachment: Attachment; budget: UnreadBudget; meter: CommandMeter };

/** How exactly a socket's budget outlives an eviction: writing it down for each frame would cost more. */
const rememberedStep = 1024 * 1024;

/**
 * The hibernating sockets of one Durable Object, and the rules that hold for every stream: JSON Lines
 * in both directions, one answer to each command, limits, and close codes.
 */
export class SocketHost<Frame extends { type: string; seq?: number }> {
  readonly #ctx: DurableObjectState;
  readonly #options: HostOptions<Frame | ErrorFrame>;
  readonly #known = new WeakMap<WebSocket, Known>();
  /** No more than so many sockets are open, of all and of each user of whom that was asked. */
  readonly #mostOpen = new Map<string | undefined, number>();
  /** An open socket of each user and session of whom one was asked for. */
  readonly #oneOf = new Map<string, WebSocket>();

  constructor(ctx: DurableObjectState, options: HostOptions<Frame | ErrorFrame>) {
    this.#ctx = ctx;
    this.#options = options;
    // Answered by the runtime, so that heartbeats never wake the object.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Takes a socket in and sends it its first lines. The answer completes the upgrade. */
  accept(identity: SocketIdentity, offersProtocol: boolean, welcome: Line[]): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    this.#ctx.acceptWebSocket(server, [identity.userId, identity.sessionId]);
    server.serializeAttachment(identity);
    this.#know(server, identity);
    for (const tag of [undefined, identity.userId]) {
      const most = this.#mostOpen.get(tag);
      if (most !== undefined) this.#mostOpen.set(tag, most + 1);
    }
    this.sendLines(server, welcome);
    return new Response(null, {
      status: 101,
      webSocket: client,
      headers: offersProtocol ? { "sec-websocket-protocol": PROTOCOL } : {},
    });
  }

  /** The open sockets: all, or those of one user or one session. */
  open(tag?: string): WebSocket[] {
    return this.all(tag).filter((socket) => socket.readyState === WebSocket.OPEN);
  }

  /** All sockets, or those of one user or one session, for who sends to each: those that are closing are passed over then. */
  all(tag?: string): WebSocket[] {
    return this.#ctx.getWebSockets(tag);
  }

  /** An open socket of a user or a session, found without going through all of them. */
  anyOf(tag: string): WebSocket | undefined {
    const known = this.#oneOf.get(tag);
    if (known?.readyState === WebSocket.OPEN) return known;
    const [other] = this.open(tag);
    if (other) this.#oneOf.set(tag, other);
    else this.#oneOf.delete(tag);
    return other;
  }

  /** Whether so many sockets are open, of all or of one user. They are counted only where that may be so: there may be thousands. */
  hasAtLeast(bound: number, userId?: string): boolean {
    if ((this.#mostOpen.get(userId) ?? bound) < bound) return false;
    const count = this.open(userId).length;
    this.#mostOpen.set(userId, count);
    return count >= bound;
  }

  identityOf(socket: WebSocket): SocketIdentity {
    return this.#of(socket).attachment;
  }

  send(socket: WebSocket, frames: Frame[]): void {
    this.sendLines(socket, frames.map(lineOf));
  }

  /** Sends lines that are ready, in as few frames as the bound on a frame allows. */
  sendLines(socket: WebSocket, lines: Line[]): void {
    for (const frame of packLines(lines)) this.sendPacked(socket, frame);
  }

  /** Sends one frame. A client that does not tell how far it has read is closed before it costs the others memory. */
  sendPacked(socket: WebSocket, { text, seq }: Line): void {
    if (socket.readyState !== WebSocket.OPEN) return;
    try {
      socket.send(text);
    } catch (error) {
      // Between the check and the send the other end may have gone; its close event follows.
      this.#options.log.debug("send failed", { reason: String(error) });
    }
    const known = this.#of(socket);
    if (known.budget.send(text.length, seq) === "too slow") socket.close(closeCode.tooSlow, "too slow");
    else this.#rememberBudget(socket, known);
  }

  /** Takes in how far a client has read the durable stream. */
  received(socket: WebSocket, seq: number): void {
    const known = this.#of(socket);
    known.budget.receive(seq);
    this.#rememberBudget(socket, known);
  }

  /** Tells every open socket, or those of one user or one session. */
  broadcast(frames: Frame[], tag?: string): void {
    const packed = packLines(frames.map(lineOf));
    for (const socket of this.all(tag)) for (const frame of packed) this.sendPacked(socket, frame);
  }

  /** Closes sockets: all, or those of one user or one session. */
  close(code: number, reason: string, tag?: string): void {
    for (const socket of this.open(tag)) socket.close(code, reason);
  }

  /** Handles what a socket sent. It never throws: a failure becomes an error frame. */
  receive(socket: WebSocket, data: string | ArrayBuffer): void {
    const { attachment, meter } = this.#of(socket);
    if (byteLength(data) > maxFrameBytes) return socket.close(closeCode.tooBig, "frame too big");
    const lines = typeof data === "string" ? data.split("\n").filter((line) => line.trim() !== "") : [data];
    // Blank lines are nothing, but a frame of nothing else costs as much as a command.
    if (lines.length === 0 && meter.count(Date.now()) === "close") return socket.close(closeCode.tooFast, "too fast");
    for (const line of lines) {
      if (socket.readyState !== WebSocket.OPEN) return;
      this.#receiveLine(socket, attachment, line);
    }
  }

  /** Answers a close handshake; without it the other end would wait in vain. */
  answerClose(socket: WebSocket, code: number, reason: string): void {
    // 1005 and 1006 mean that there was no code; they may not be sent.
    const isSendable = code === 1000 || (code >= 3000 && code <= 4999);
    try {
      socket.close(isSendable ? code : 1000, reason);
    } catch (error) {
      this.#options.log.debug("close failed", { reason: String(error) });
    }
  }

  #receiveLine(socket: WebSocket, identity: SocketIdentity, line: string | ArrayBuffer): void {
    const { meter } = this.#of(socket);
    const command = typeof line === "string" ? parseJson(line) : undefined;
    const verdict = meter.count(Date.now());
    if (verdict === "close") return socket.close(closeCode.tooFast, "too fast");
    if (verdict === "refuse")
      return this.#answer(socket, errorFrame(command, "RATE_LIMITED", "Too many commands; slow down."));
    if (command === undefined) {
      return this.#strike(
        socket,
        meter,
        errorFrame(undefined, "MALFORMED_JSON", "A frame holds JSON objects, one a line."),
      );
    }
    try {
      this.#conclude(socket, meter, this.#options.onCommand(socket, identity, command));
    } catch (error) {
      this.#options.log.error("command failed", error);
      this.#answer(socket, errorFrame(command, "INTERNAL", "Something went wrong."));
    }
  }

  #conclude(socket: WebSocket, meter: CommandMeter, outcome: CommandOutcome<Frame | ErrorFrame>): void {
    if (outcome.kind === "invalid") return this.#strike(socket, meter, outcome.frame);
    meter.forgive();
    if (outcome.kind === "answered") this.#answer(socket, outcome.frame);
  }

  #strike(socket: WebSocket, meter: CommandMeter, frame: Frame | ErrorFrame): void {
    this.#answer(socket, frame);
    if (meter.strike() === "close") socket.close(closeCode.protocol, "too many invalid commands");
  }

  #answer(socket: WebSocket, frame: Frame | ErrorFrame): void {
    this.sendPacked(socket, { text: JSON.stringify(frame) });
  }

  #rememberBudget(socket: WebSocket, { attachment, budget }: Known): void {
    if (Math.abs(budget.unread - (attachment.unread?.unread ?? 0)) < rememberedStep) return;
    attachment.unread = budget.state();
    socket.serializeAttachment(attachment);
  }

  #of(socket: WebSocket): Known {
    // An attachment is written here and nowhere else.
    return this.#known.get(socket) ?? this.#know(socket, socket.deserializeAttachment() as Attachment);
  }

  #know(socket: WebSocket, attachment: Attachment): Known {
    const budget = new UnreadBudget(attachment.unread);
    const known = { attachment, budget, meter: new CommandMeter(this.#options.limit) };
    this.#known.set(socket, known);
    return known;
  }
}
