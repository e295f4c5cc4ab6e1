import { DurableObject } from "cloudflare:workers";
import { type Config, parseConfig } from "../../platform/config/config.ts";
import { Logger } from "../../platform/log/logger.ts";
import { MetricsCarrier } from "../../platform/metrics/carrier.ts";
import { closeCode } from "../../platform/sockets/contract.ts";
import { EndedSessions } from "../../platform/sockets/ended-sessions.ts";
import { errorFrame, type Line, lineOf } from "../../platform/sockets/frames.ts";
import type { Replay } from "../../platform/sockets/replay.ts";
import { closeSilent } from "../../platform/sockets/silence.ts";
import { type CommandOutcome, SocketHost, type SocketIdentity } from "../../platform/sockets/socket-host.ts";
import { admissionOf, notPassed } from "../sessions/index.ts";
import { type Caller, RelayedCaller } from "./answers.ts";
import { Audience, type HeardMember } from "./audience.ts";
import type { ConversationFrame } from "./contract.ts";
import type { RelayedAnswer, RelayedCommand, RelayedRoom, RelayedWelcome } from "./relayed-room.ts";
import { Relays } from "./relays.ts";
import { toRelay } from "./room-door.ts";
import { Visits } from "./visits.ts";

/** One member cannot keep the others out. */
const maxSocketsEach = 50;

/**
 * What a room does about those who look on: it takes their sockets in, or has a relay do so past the number
 * that it keeps itself, and closes them when a session ends.
 */
export abstract class AudienceRoom extends DurableObject<Env> implements RelayedRoom {
  protected readonly config: Config;
  protected readonly log: Logger;
  protected readonly conversationId: string;
  protected readonly audience: Audience;
  readonly #sockets: SocketHost<ConversationFrame>;
  readonly #relays: Relays;
  readonly #ended: EndedSessions;
  readonly #visits: Visits;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.config = parseConfig(env);
    this.conversationId = ctx.id.name ?? "";
    this.log = new Logger(this.config.LOG_LEVEL, { object: "ChatRoom", conversationId: this.conversationId });
    this.#ended = new EndedSessions(ctx.storage);
    this.#sockets = new SocketHost(ctx, {
      limit: this.config.LIMIT_COMMANDS,
      log: this.log,
      onCommand: (socket, { userId }, command) => this.handleCommand(socket, userId, command),
    });
    this.#visits = new Visits({
      conversationId: this.conversationId,
      log: this.log,
      sockets: this.#sockets,
      mostSockets: this.config.ROOM_SOCKETS,
      hubOf: (userId) => env.USER_HUB.getByName(userId),
    });
    this.#relays = new Relays({
      storage: ctx.storage,
      log: this.log,
      relayOf: (shard) => env.ROOM_RELAY.getByName(`${this.conversationId}:${shard}`),
      lastSeq: () => this.lastSeq(),
      mayStay: (userId) => this.mayStay(userId),
      onLost: (seats) => ctx.waitUntil(this.#departAll(seats)),
      waitUntil: (work) => ctx.waitUntil(work),
    });
    const hear = (sockets: WebSocket[]) => closeSilent(ctx, sockets, Date.now());
    this.audience = new Audience(this.#sockets, this.#relays, hear);
    this.log.debug("object started");
  }

  /** Tells what was counted here, under this object's name. */
  protected carrierOf(env: Env): MetricsCarrier {
    return new MetricsCarrier({
      send: (batch) => env.METRICS.getByName("all").take(batch),
      keepAlive: (work) => this.ctx.waitUntil(work),
      log: this.log,
      intervalMs: this.config.METRICS_SECONDS * 1000,
    });
  }

  /** Whether somebody may look on; D1 is asked where the room does not know. */
  protected abstract mayEnter(userId: string): Promise<boolean>;

  /** Whether somebody may still look on, as far as the room knows. */
  protected abstract mayStay(userId: string): boolean;

  protected abstract handleCommand(caller: Caller, userId: string, command: unknown): CommandOutcome<ConversationFrame>;

  protected abstract lastSeq(): number;

  /** What happened after a place in the stream. */
  protected abstract replay(after: number | null): Replay;

  /** The first lines of a socket that has seen everything up to a place. */
  protected abstract welcome(connectionId: string, after: number | null): Line[];

  /** How the members stand, as far as that is known already. */
  protected abstract presences(): ConversationFrame[];

  /** Somebody looks on here. */
  protected abstract arrived(identity: SocketIdentity): void;

  /** The last socket of somebody is gone. */
  protected abstract departed(userId: string): void;

  /**
   * Takes a socket in; the Worker has checked whose it is, and the member's hub is asked whether its session may call.
   */
  override async fetch(request: Request): Promise<Response> {
    const { after, offersProtocol, pass, ...asked } = admissionOf(request);
    const { userId, connectionId } = asked;
    if (!(await this.mayEnter(userId))) return new Response(null, { status: 404 });
    // Nothing may come between this and taking the socket in: the visit could end.
    const shared = this.#visits.share(asked, pass);
    const identity = shared ?? asked;
    if (!shared) {
      const passed = await this.#visits.begin(asked, pass);
      if (passed.admission.granted === 0) return notPassed(passed);
    }
    const status = this.#refusalOf(identity);
    if (status !== undefined) return this.#turnAway(identity, status);
    if (this.audience.hasAtLeast(maxSocketsEach, userId)) return this.#turnAway(identity, 429);
    if (this.#sockets.hasAtLeast(this.config.ROOM_SOCKETS)) {
      const shard = this.#relays.place(identity, Date.now());
      return shard === undefined ? this.#turnAway(identity, 429) : toRelay(shard);
    }
    const response = this.#sockets.accept(identity, offersProtocol, this.#firstLines(connectionId, after));
    this.arrived(identity);
    return response;
  }

  /** Takes in that somebody has come to a relay. @returns their first lines. */
  async welcomeRelayed(connectionId: string, after: number | null): Promise<RelayedWelcome> {
    const seat = this.#relays.arrive(connectionId);
    if (!seat) return { ok: false, status: 401 };
    // The session may have ended, or the member be removed, on the way.
    const status = this.#refusalOf(seat);
    if (status !== undefined) {
      await this.leaveRelayed([connectionId]);
      return { ok: false, status };
    }
    return { ok: true, seq: this.lastSeq(), lines: this.#firstLines(connectionId, after) };
  }

  /** Does what members in a relay ask for. @returns the answer to each, once it is durable. */
  async commandRelayed(commands: RelayedCommand[]): Promise<RelayedAnswer[]> {
    return Promise.all(commands.map(({ userId, command }) => this.#answerRelayed(userId, command)));
  }

  /** Takes in that sockets in a relay are gone. */
  async leaveRelayed(connectionIds: string[]): Promise<void> {
    await this.#departAll(this.#relays.leave(connectionIds));
  }

  /** What happened after a place in the stream, for a relay that missed it. */
  async replayRelayed(after: number): Promise<{ seq: number; replay: Replay }> {
    return { seq: this.lastSeq(), replay: this.replay(after) };
  }

  /** The sockets that a user has open here. */
  async connectionsOf(userId: string): Promise<string[]> {
    return (await this.audience.hear(userId)).connectionIds;
  }

  /** The sockets that a user has open here, and, of those whose client pings, when it was heard and falls silent. */
  async hearMember(userId: string): Promise<HeardMember> {
    return this.audience.hear(userId);
  }

  /** Closes the sockets of a session that is over, and lets none of its in any more. */
  async endSession(sessionId: string): Promise<void> {
    this.#ended.add(sessionId, Date.now());
    await this.audience.close(closeCode.sessionOver, "session over", sessionId);
  }

  /** Dies as by a fault of the runtime; only a door of development asks for it. */
  abort(): void {
    this.ctx.abort("asked for");
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): void {
    this.#sockets.receive(socket, data);
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    this.#sockets.answerClose(socket, code, reason);
    await this.#departAll([this.#sockets.identityOf(socket)]);
  }

  /** A broken connection is one that has closed. */
  override async webSocketError(socket: WebSocket): Promise<void> {
    await this.#departAll([this.#sockets.identityOf(socket)]);
  }

  async #answerRelayed(userId: string, command: unknown): Promise<RelayedAnswer> {
    const caller = new RelayedCaller();
    try {
      const outcome = this.handleCommand(caller, userId, command);
      if (outcome.kind !== "silent") caller.tell([JSON.stringify(outcome.frame)]);
    } catch (error) {
      this.log.error("command failed", error);
      caller.tell([JSON.stringify(errorFrame(command, "INTERNAL", "Something went wrong."))]);
    }
    return caller.answer;
  }

  #firstLines(connectionId: string, after: number | null): Line[] {
    return [...this.welcome(connectionId, after), ...this.presences().map(lineOf)];
  }

  /** Why a socket that the hub let in has no place here, after all that may have changed meanwhile. */
  #refusalOf({ userId, sessionId }: SocketIdentity): number | undefined {
    if (this.#ended.has(sessionId)) return 401;
    if (!this.mayStay(userId)) return 410;
    return undefined;
  }

  async #turnAway(identity: SocketIdentity, status: number): Promise<Response> {
    await this.#visits.leave(identity);
    return new Response(null, { status });
  }

  async #departAll(gone: SocketIdentity[]): Promise<void> {
    for (const userId of new Set(gone.map((identity) => identity.userId))) {
      if (!this.audience.isPresent(userId)) this.departed(userId);
    }
    await Promise.all(gone.map((identity) => this.#visits.leave(identity)));
  }
}
