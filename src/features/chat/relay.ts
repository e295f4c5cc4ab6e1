import { DurableObject } from "cloudflare:workers";
import { parseConfig } from "../../platform/config/config.ts";
import { Logger } from "../../platform/log/logger.ts";
import { retry } from "../../platform/limits/retry.ts";
import { errorFrame, type Line, lineOf, packLines } from "../../platform/sockets/frames.ts";
import { closeSilent } from "../../platform/sockets/silence.ts";
import { type CommandOutcome, SocketHost, type SocketIdentity } from "../../platform/sockets/socket-host.ts";
import { admissionOf } from "../sessions/index.ts";
import { ConversationCommand, type ConversationFrame } from "./contract.ts";
import { RelayPlace } from "./relay-place.ts";
import type { RelayedAnswer, RelayedCommand, RelayedRoom } from "./relayed-room.ts";
import type { Publication, Relay } from "./relays.ts";

/** How a room that cannot be reached is asked again. */
const patience = { retries: 8, firstPauseMs: 200 };

type Waiting = RelayedCommand & { socket: WebSocket };
/** Somebody who comes in, what is told meanwhile, and whether they are to be out again. */
type Arrival = { connectionId: string; publications: Publication[]; isClosed: boolean };

/**
 * A part of the audience of a large room: it holds sockets, tells them what the room tells it, and hands
 * their commands on. Its name is the conversation's id and its own number.
 *
 * It keeps no messages. Where its sockets have not heard everything (a publication was lost, or the room
 * died after it stored and before it told), it asks the room for the rest before it goes on.
 */
export class RoomRelay extends DurableObject<Env> implements Relay {
  readonly #log: Logger;
  readonly #conversationId: string;
  readonly #sockets: SocketHost<ConversationFrame>;
  readonly #place: RelayPlace;
  readonly #arrivals = new Set<Arrival>();
  /** Sockets whose first lines led further than the others have heard yet. */
  readonly #ahead = new Map<WebSocket, number>();
  #waiting: Waiting[] = [];
  #stub: RelayedRoom | undefined;
  #repair: Promise<void> | undefined;
  /** The furthest place that the room has told of. */
  #target = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const config = parseConfig(env);
    const name = ctx.id.name ?? "";
    this.#conversationId = name.slice(0, name.indexOf(":"));
    this.#log = new Logger(config.LOG_LEVEL, { object: "RoomRelay", conversationId: this.#conversationId });
    this.#place = new RelayPlace(ctx.storage);
    this.#sockets = new SocketHost(ctx, {
      limit: config.LIMIT_COMMANDS,
      log: this.#log,
      onCommand: (socket, identity, command) => this.#handleCommand(socket, identity, command),
    });
  }

  /** Dies as by a fault of the runtime; only a door of development asks for it. */
  abort(): void {
    this.ctx.abort("asked for");
  }

  /** Takes a socket in that the room has given a place here. */
  override async fetch(request: Request): Promise<Response> {
    const { after, offersProtocol, pass: _, ...identity } = admissionOf(request);
    const { connectionId } = identity;
    const arrival: Arrival = { connectionId, publications: [], isClosed: false };
    this.#arrivals.add(arrival);
    try {
      const welcome = await this.#call((room) => room.welcomeRelayed(connectionId, after));
      if (!welcome.ok) return new Response(null, { status: welcome.status });
      if (arrival.isClosed) return new Response(null, { status: 401 });
      const { seq, lines } = continued(welcome.seq, arrival.publications);
      const isFirst = this.#sockets.open().length === 0;
      const response = this.#sockets.accept(identity, offersProtocol, [...welcome.lines, ...lines]);
      if (isFirst) this.#place.set(seq);
      else this.#noteAhead(connectionId, seq);
      return response;
    } finally {
      this.#arrivals.delete(arrival);
    }
  }

  publish(publication: Publication): Promise<number> {
    const { after, seq } = publication;
    this.#target = Math.max(this.#target, seq);
    const heard = this.#place.get() ?? -1;
    const held = this.#sockets.open().length;
    if (held === 0) this.#tellArrivals(publication);
    else if (this.#repair === undefined && after === heard) this.#show(publication);
    // What leaves no trace is not worth a repair, and what was heard already needs none.
    else if (seq > heard) this.#startRepair();
    return Promise.resolve(held + this.#arrivals.size);
  }

  closeSockets(code: number, reason: string, connectionIds: string[]): Promise<void> {
    const closed = new Set(connectionIds);
    for (const socket of this.#sockets.open())
      if (closed.has(this.#sockets.identityOf(socket).connectionId)) socket.close(code, reason);
    for (const arrival of this.#arrivals) arrival.isClosed ||= closed.has(arrival.connectionId);
    return Promise.resolve();
  }

  connections(): Promise<string[]> {
    const { live } = closeSilent(this.ctx, this.#sockets.open(), Date.now());
    const here = live.map((socket) => this.#sockets.identityOf(socket).connectionId);
    return Promise.resolve([...here, ...[...this.#arrivals].map(({ connectionId }) => connectionId)]);
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): void {
    this.#sockets.receive(socket, data);
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    this.#sockets.answerClose(socket, code, reason);
    await this.#left(socket);
  }

  /** A broken connection is one that has closed. */
  override async webSocketError(socket: WebSocket): Promise<void> {
    await this.#left(socket);
  }

  /** A room that does not hear it asks whom there is when the numbers do not fit. */
  async #left(socket: WebSocket): Promise<void> {
    this.#ahead.delete(socket);
    const { connectionId } = this.#sockets.identityOf(socket);
    await this.#call((room) => room.leaveRelayed([connectionId])).catch((error: unknown) =>
      this.#log.error("a room could not be told that a socket left", error),
    );
  }

  /** One stub for all calls: commands then arrive in the order in which they were given. One that failed may be broken. */
  async #call<Result>(ask: (room: RelayedRoom) => Promise<Result>): Promise<Result> {
    const room: RelayedRoom = (this.#stub ??= this.env.CHAT_ROOM.getByName(this.#conversationId));
    try {
      return await ask(room);
    } catch (error) {
      if (this.#stub === room) this.#stub = undefined;
      throw error;
    }
  }

  #show(publication: Publication): void {
    const { seq, frames, exceptUserId } = publication;
    for (const socket of this.#sockets.all()) {
      if (exceptUserId !== undefined && this.#sockets.identityOf(socket).userId === exceptUserId) continue;
      const known = this.#ahead.get(socket) ?? -1;
      for (const frame of frames) if ((frame.seq ?? seq) > known) this.#sockets.sendPacked(socket, frame);
    }
    this.#tellArrivals(publication);
    this.#place.set(seq);
    for (const [socket, known] of this.#ahead) if (known <= seq) this.#ahead.delete(socket);
  }

  #tellArrivals(publication: Publication): void {
    for (const { publications } of this.#arrivals) publications.push(publication);
  }

  #startRepair(): void {
    if (this.#repair !== undefined) return;
    const onFailure = (error: unknown, retries: number) => {
      this.#log.error("what was missed cannot be read", error, { retries });
      return this.#sockets.open().length > 0;
    };
    // Each failure is logged; the next publication tries again.
    this.#repair = retry(() => this.#catchUp(), { ...patience, onFailure })
      .catch(() => undefined)
      .finally(() => (this.#repair = undefined));
    this.ctx.waitUntil(this.#repair);
  }

  /** Asks the room for what the sockets here have missed, until they have heard all that it told of. */
  async #catchUp(): Promise<void> {
    for (;;) {
      const heard = this.#place.get();
      if (this.#sockets.open().length === 0 || (heard !== undefined && heard >= this.#target)) return;
      const { seq, replay } = await this.#call((room) => room.replayRelayed(heard ?? 0));
      // Meanwhile others may have come, and heard more.
      if (this.#place.get() !== heard) continue;
      const isLost = heard === undefined || replay === "reset";
      // Each line by itself: a socket that is ahead has heard some of them.
      this.#show({ after: heard ?? 0, seq, frames: isLost ? [lineOf({ type: "reset", seq })] : replay });
      // A log that ends before what was told of has begun anew.
      if (seq <= (heard ?? 0)) this.#target = seq;
    }
  }

  #noteAhead(connectionId: string, seq: number): void {
    if (seq <= (this.#place.get() ?? 0)) return;
    const socket = this.#sockets.open().find((one) => this.#sockets.identityOf(one).connectionId === connectionId);
    if (socket) this.#ahead.set(socket, seq);
  }

  #handleCommand(socket: WebSocket, { userId }: SocketIdentity, raw: unknown): CommandOutcome<ConversationFrame> {
    const parsed = ConversationCommand.safeParse(raw);
    if (!parsed.success)
      return { kind: "invalid", frame: errorFrame(raw, "VALIDATION_FAILED", "This is no command of this stream.") };
    if (parsed.data.type === "received") {
      this.#sockets.received(socket, parsed.data.seq);
      return { kind: "silent" };
    }
    this.#waiting.push({ socket, userId, command: parsed.data });
    // Later than the other lines of its frame: one call for all of them.
    if (this.#waiting.length === 1) queueMicrotask(() => this.ctx.waitUntil(this.#handOn()));
    return { kind: "silent" };
  }

  async #handOn(): Promise<void> {
    const group = this.#waiting;
    this.#waiting = [];
    const answers = await this.#ask(group);
    for (const [at, { socket }] of group.entries()) {
      const { lines, close } = answers[at] ?? { lines: [] };
      for (const frame of packLines(lines.map((text) => ({ text })))) this.#sockets.sendPacked(socket, frame);
      if (close) socket.close(close.code, close.reason);
    }
  }

  async #ask(group: Waiting[]): Promise<RelayedAnswer[]> {
    try {
      const commands = group.map(({ userId, command }) => ({ userId, command }));
      return await this.#call((room) => room.commandRelayed(commands));
    } catch (error) {
      this.#log.error("a room could not be asked", error);
      return group.map(({ command }) => ({ lines: [JSON.stringify(unreachable(command))] }));
    }
  }
}

function unreachable(command: unknown) {
  return errorFrame(command, "UNAVAILABLE", "The room cannot be reached; try again.");
}

/** What somebody missed who was welcomed at a place: all that was told since then without a gap. */
function continued(place: number, publications: Publication[]): { seq: number; lines: Line[] } {
  let reached = place;
  const lines: Line[] = [];
  for (const { after, seq, frames } of publications) {
    if (after > reached || seq < reached) continue;
    lines.push(...frames.filter((frame) => (frame.seq ?? seq) > reached || seq === after));
    reached = seq;
  }
  return { seq: reached, lines };
}
