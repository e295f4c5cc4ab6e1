import { DurableObject } from "cloudflare:workers";
import { parseConfig } from "../../platform/config/config.ts";
import { Logger } from "../../platform/log/logger.ts";
import { closeCode } from "../../platform/sockets/contract.ts";
import { EndedSessions } from "../../platform/sockets/ended-sessions.ts";
import { errorFrame } from "../../platform/sockets/frames.ts";
import { welcome } from "../../platform/sockets/replay.ts";
import { type CommandOutcome, SocketHost, type SocketIdentity } from "../../platform/sockets/socket-host.ts";
import { admissionOf, notPassed } from "../sessions/index.ts";
import { ActivityCommand, type ActivityFrame } from "./contract.ts";
import type { Follow } from "./deps.ts";
import { Following } from "./following.ts";
import { Seats } from "./seats.ts";
import { Subscriptions } from "./subscriptions.ts";
import { TopicReports } from "./topic-reports.ts";

const sweepMs = 30_000;
const hubsAtOnce = 50;
const retryMs = 5_000;

/**
 * The sockets of live activity of some of the users, those whose ids fall to this relay by their hash.
 *
 * A topic tells a relay once, whatever its audience. What each socket follows is in storage, and so is what
 * topics do not know of it yet: fields are caches, and the object may be evicted between any two events. Its
 * name is `activity:` and a number. Who may see which topics the subclass at the root says.
 */
export abstract class RelayObject extends DurableObject<Env> {
  readonly #name: string;
  readonly #log: Logger;
  readonly #ended: EndedSessions;
  readonly #subscriptions: Subscriptions;
  readonly #reports: TopicReports;
  readonly #following: Following;
  readonly #sockets: SocketHost<ActivityFrame>;
  readonly #seats: Seats;
  readonly #heardAt = new WeakMap<WebSocket, number>();
  #isAlarmSet = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const config = parseConfig(env);
    this.#name = ctx.id.name ?? "";
    this.#log = new Logger(config.LOG_LEVEL, { object: "ActivityRelay", relay: this.#name });
    this.#ended = new EndedSessions(ctx.storage);
    this.#subscriptions = new Subscriptions(ctx.storage);
    this.#reports = new TopicReports({
      relay: this.#name,
      subscriptions: this.#subscriptions,
      topicOf: (topic) => env.ACTIVITY_TOPIC.getByName(topic),
    });
    this.#sockets = new SocketHost(ctx, {
      limit: config.LIMIT_SUBSCRIBE,
      log: this.#log,
      onCommand: (socket, identity, command) => this.#handleCommand(socket, identity, command),
    });
    this.#following = new Following({
      log: this.#log,
      subscriptions: this.#subscriptions,
      reports: this.#reports,
      mayView: (userId, topics) => this.mayView(userId, topics),
      topicsWithin: (topic, topics) => this.topicsWithin(topic, topics),
      unseenAmong: (follows) => this.unseenAmong(follows),
      onChange: () => this.#setAlarm(),
    });
    this.#seats = new Seats(ctx, this.#sockets, (silent) => this.#dropAll(silent));
    // Sockets outlive an eviction, but not a crash.
    this.#subscriptions.keepOnly(this.#seats.connectionIds());
  }

  /** Those of the topics that there are and that the user may see. */
  protected abstract mayView(userId: string, topics: string[]): Promise<string[]>;

  /** Those of the topics that go with one: itself, and what is posted in a space. */
  protected abstract topicsWithin(topic: string, topics: string[]): Promise<string[]>;

  /** Those of the follows whose topic is there and not for the user to see. */
  protected abstract unseenAmong(follows: Follow[]): Promise<Follow[]>;

  /**
   * Takes a socket in; the Worker has checked whose it is. The user's hub is asked whether its session may call, and
   * to remember it as it does those in rooms, so that it closes with the session.
   */
  override async fetch(request: Request): Promise<Response> {
    const { after: _, offersProtocol, pass, ...identity } = admissionOf(request);
    const { userId, sessionId, connectionId } = identity;
    const passed = await this.env.USER_HUB.getByName(userId).enterRoom(pass, this.#name, connectionId);
    if (passed.admission.granted === 0) return notPassed(passed);
    const hasEnded = this.#ended.has(sessionId);
    if (hasEnded || this.#seats.isFullFor(userId)) {
      await this.#leave(identity);
      return new Response(null, { status: hasEnded ? 401 : 429 });
    }
    return this.#take(identity, offersProtocol);
  }

  /** Passes a line on to the sockets that follow a topic. @returns whether there are any. */
  deliver(topic: string, line: string): boolean {
    const connections = this.#subscriptions.connectionsOf(topic);
    for (const id of connections) {
      const socket = this.#seats.find(id);
      if (!socket) continue;
      this.#hear(socket);
      this.#sockets.sendPacked(socket, { text: line });
    }
    return connections.size > 0;
  }

  /** The sockets that a user has open here, but for those that went without a word. */
  connectionsOf(userId: string): string[] {
    return this.#seats.openOf(userId).map((socket) => this.#sockets.identityOf(socket).connectionId);
  }

  /** Forgets a topic that was closed. */
  dropTopic(topic: string): void {
    this.#subscriptions.removeTopic(topic);
  }

  /** Has a user follow a topic no longer that they may not see any more. */
  async dropViewer(userId: string, topic: string): Promise<void> {
    this.#setAlarm();
    this.#subscriptions.removeFollows([{ userId, topic }]);
    await this.#reports.tell(topic);
  }

  /** Has a user follow no longer what they may not see any more. */
  async reconsiderViewer(userId: string): Promise<void> {
    await this.#following.reconsider(userId, this.connectionsOf(userId));
  }

  /** Has those who may not see a topic, or what is posted in it, any more follow that no longer. */
  async reconsiderTopic(topic: string): Promise<void> {
    await this.#following.reconsiderTopic(topic);
  }

  /** Closes the sockets of a session that is over, and lets none of its in any more. */
  endSession(sessionId: string): void {
    this.#ended.add(sessionId, Date.now());
    const sockets = this.#sockets.open(sessionId);
    this.#sockets.close(closeCode.sessionOver, "session over", sessionId);
    // A client that is gone answers no close, and what it followed must not wait for that.
    for (const socket of sockets) this.#forget(socket);
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): void {
    this.#sockets.receive(socket, data);
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    this.#sockets.answerClose(socket, code, reason);
    this.#forget(socket);
    await this.#leave(this.#sockets.identityOf(socket));
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    await this.webSocketClose(socket, 1006, "error");
  }

  /** Closes what has fallen silent, and reports what topics do not know yet. It rings as long as anything is followed. */
  override async alarm(): Promise<void> {
    this.#isAlarmSet = true;
    await this.ctx.storage.setAlarm(Date.now() + sweepMs);
    this.#seats.clear();
    this.#subscriptions.keepOnly(this.#seats.connectionIds());
    await this.#reports.tellAll((error) => this.#log.error("a topic could not be told of its audience", error));
    if (this.#subscriptions.untold(1).length > 0) await this.ctx.storage.setAlarm(Date.now() + retryMs);
    if (!this.#subscriptions.isEmpty) return;
    this.#isAlarmSet = false;
    await this.ctx.storage.deleteAlarm();
  }

  #take(identity: SocketIdentity, offersProtocol: boolean): Response {
    const ready = { seq: 0, connectionId: identity.connectionId };
    const response = this.#sockets.accept(identity, offersProtocol, welcome(ready, null, []));
    this.#seats.add(identity);
    return response;
  }

  /** A ping stands for `received`: where no answer comes back, a client gives the connection up. */
  #hear(socket: WebSocket): void {
    const at = this.ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime();
    if (at === undefined || this.#heardAt.get(socket) === at) return;
    this.#heardAt.set(socket, at);
    this.#sockets.received(socket, 0);
  }

  #handleCommand(socket: WebSocket, identity: SocketIdentity, raw: unknown): CommandOutcome<ActivityFrame> {
    const parsed = ActivityCommand.safeParse(raw);
    if (!parsed.success)
      return { kind: "invalid", frame: errorFrame(raw, "VALIDATION_FAILED", "This is no command of this stream.") };
    const command = parsed.data;
    if (command.type === "received") this.#sockets.received(socket, command.seq);
    else this.#following.handle(socket, identity, command, (frames) => this.#sockets.send(socket, frames));
    return { kind: "silent" };
  }

  #forget(socket: WebSocket): void {
    const { connectionId } = this.#sockets.identityOf(socket);
    this.#seats.remove(connectionId);
    this.#following.end(connectionId);
  }

  /** A hub that does not hear it remembers one socket too many, which does no harm. */
  async #leave({ userId, sessionId, connectionId }: SocketIdentity): Promise<void> {
    const hub = this.env.USER_HUB.getByName(userId);
    await hub
      .leaveRoom(sessionId, this.#name, connectionId)
      .catch((error: unknown) => this.#log.error("a hub could not be told that a socket left", error));
  }

  /** A client that is gone answers no close, so that what it followed is ended without one. */
  #dropAll(sockets: WebSocket[]): void {
    for (const socket of sockets) this.#forget(socket);
    this.ctx.waitUntil(this.#leaveAll(sockets.map((socket) => this.#sockets.identityOf(socket))));
  }

  async #leaveAll(identities: SocketIdentity[]): Promise<void> {
    for (let at = 0; at < identities.length; at += hubsAtOnce) {
      await Promise.all(identities.slice(at, at + hubsAtOnce).map((identity) => this.#leave(identity)));
    }
  }

  /** To be called in the same turn as a change, so that the alarm commits with it. */
  #setAlarm(): void {
    if (this.#isAlarmSet) return;
    this.#isAlarmSet = true;
    void this.ctx.storage.setAlarm(Date.now() + retryMs);
  }
}
