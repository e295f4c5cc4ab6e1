import { createDatabase } from "../../platform/db/database.ts";
import { closeCode } from "../../platform/sockets/contract.ts";
import { welcome } from "../../platform/sockets/replay.ts";
import { hearSockets } from "../../platform/sockets/silence.ts";
import type { SocketIdentity } from "../../platform/sockets/socket-host.ts";
import type { PresenceStatus } from "../chat/contract.ts";
import type { MemberHub } from "../chat/index.ts";
import { admissionOf, notPassed, type Pass, type Passed, type SessionWithSockets } from "../sessions/index.ts";
import { findAcquaintances } from "./acquaintances.ts";
import { HubCommands } from "./hub-commands.ts";
import { InboxObject } from "./inbox-object.ts";
import { OpenRooms } from "./open-rooms.ts";
import type { Appearance } from "./presence.ts";
import { SocketPlaces } from "./socket-places.ts";
import { UserPresence, type WatchingHub } from "./user-presence.ts";
import { type WatchedHub, Watching } from "./watching.ts";

const retryMs = 5_000;
const maxSockets = 100;

/**
 * One user: their sessions, their inbox, and the sockets of their tabs and devices.
 *
 * It is the only writer of all three, so a session and its sockets end in one step, and a count is the
 * same in every tab. Fields are caches: it may be evicted between any two events.
 */
export class UserHub extends InboxObject implements MemberHub, WatchingHub, WatchedHub {
  readonly #rooms: OpenRooms;
  readonly #places: SocketPlaces;
  readonly #presence: UserPresence;
  readonly #watching: Watching;
  readonly #commands: HubCommands;
  #scheduling: Promise<void> | undefined;
  /** When the alarm rings, as far as this instance has set it. */
  #alarmAt: number | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { log, userId, sockets } = this;
    const { storage } = ctx;
    this.#rooms = new OpenRooms(storage);
    this.#places = new SocketPlaces({
      log,
      userId,
      placeOf: (name) => (name.startsWith("activity:") ? this.env.ACTIVITY_RELAY : this.env.CHAT_ROOM).getByName(name),
    });
    const db = createDatabase(env.DB);
    const shared = {
      log,
      userId,
      hubOf: (id: string) => env.USER_HUB.getByName(id),
      findAcquaintances: (ids: string[]) => findAcquaintances({ db }, userId, ids),
    };
    this.#presence = new UserPresence({
      ...shared,
      ctx,
      due: this.due,
      rooms: this.#rooms,
      openSockets: () => sockets.open(),
      roomOf: (conversationId) => env.CHAT_ROOM.getByName(conversationId),
      schedule: () => this.schedule(),
    });
    this.#watching = new Watching({ ...shared, storage, sockets, own: () => this.#presence.own() });
    this.#commands = new HubCommands({
      sockets,
      markRead: (id) => this.readOne(id),
      markAllRead: () => this.readAll(),
      setPresence: (status) => this.#setPresence(status),
      watch: (connectionId, userIds) => ctx.waitUntil(this.#watching.watch(connectionId, userIds)),
    });
  }

  /** Lets a session that may call into a room, and remembers it, so that the room hears when the session ends. */
  async enterRoom(pass: Pass, conversationId: string, connectionId: string): Promise<Passed> {
    const passed = this.check(pass);
    if (passed.admission.granted === 0) return passed;
    this.#rooms.enter(pass.sessionId, conversationId, connectionId);
    this.#presence.settle();
    await this.schedule();
    return passed;
  }

  /** Forgets one socket in a room. The alarm stays: where nothing is left to close, it closes nothing. */
  leaveRoom(sessionId: string, conversationId: string, connectionId: string): Promise<void> {
    this.noteUse(sessionId);
    this.#rooms.leave(sessionId, conversationId, connectionId);
    this.#presence.settle(true);
    return Promise.resolve();
  }

  override async forgetConversation(conversationId: string): Promise<void> {
    await super.forgetConversation(conversationId);
    this.#presence.forgetRoom(conversationId);
    await this.reconsiderAcquaintances();
  }

  /** Who may be a stranger by now is shown no more of the user, nor the user of them. */
  async reconsiderAcquaintances(): Promise<void> {
    await this.#watching.reconsider();
    await this.#presence.forgetStrangers();
  }

  /** How the user appears to somebody they know; from now on that one's hub hears of each change. */
  watchPresence(watcherId: string): Promise<Appearance> {
    return this.#presence.watch({ kind: "user", id: watcherId });
  }

  /** How the user appears in a conversation of theirs; from now on its room hears of each change. */
  watchFromRoom(conversationId: string): Promise<Appearance> {
    return this.#presence.watch({ kind: "room", id: conversationId });
  }

  presenceChanged(userId: string, appearance: Appearance): Promise<boolean> {
    this.#watching.forget();
    return Promise.resolve(this.#watching.show(userId, appearance));
  }

  hidePresence(userId: string): Promise<void> {
    this.#watching.hide(userId);
    return Promise.resolve();
  }

  /** Takes a socket in, of a session that may call; the Worker has checked whose it is. */
  override async fetch(request: Request): Promise<Response> {
    const { after, offersProtocol, pass, ...identity } = admissionOf(request);
    const passed = this.check(pass);
    if (passed.admission.granted === 0) return notPassed(passed);
    // Closes those that have gone without a word: they take nobody's place.
    this.#presence.settle();
    if (this.sockets.hasAtLeast(maxSockets)) return new Response(null, { status: 429 });
    const ready = {
      seq: this.inbox.lastSeq(),
      connectionId: identity.connectionId,
      unreadCount: this.inbox.counts().unreadCount,
      presence: this.#presence.own(),
    };
    const response = this.sockets.accept(identity, offersProtocol, welcome(ready, after, this.inbox.replay(after)));
    this.#watching.forget();
    this.#presence.settle();
    await this.schedule();
    return response;
  }

  override webSocketClose(socket: WebSocket, code: number, reason: string): void {
    this.#depart(socket, code, reason);
  }

  /** A connection that breaks is gone as one that is closed. */
  override webSocketError(socket: WebSocket, error: unknown): void {
    this.log.debug("a connection broke", { reason: String(error) });
    // What stands for no code at all (RFC 6455 §7.4.1).
    this.#depart(socket, 1006, "connection broke");
  }

  /**
   * The sessions' part first, which waits for no watcher; where it rings only to see whether a watched user is
   * there still, sessions have nothing to do.
   */
  override async alarm(): Promise<void> {
    const now = Date.now();
    this.#alarmAt = undefined;
    const sessionAlarm = this.nextSessionAlarm(now) ?? Number.POSITIVE_INFINITY;
    this.due.restart("closing rooms");
    if (sessionAlarm <= now + retryMs || this.#rooms.isClosing()) await super.alarm();
    this.deliverAtAlarm();
    await this.#presence.onAlarm();
    await this.schedule();
  }

  protected override handleCommand(socket: WebSocket, identity: SocketIdentity, command: unknown) {
    return this.#commands.handle(socket, identity, command);
  }

  /** Every tab shows what was set in one of them. */
  #setPresence(status: PresenceStatus): void {
    if (!this.#presence.set(status)) return;
    this.sockets.broadcast([{ type: "presence.changed", userId: this.userId, status, lastSeenAt: null }]);
  }

  /** Closes the sockets of sessions that are over, here in the same step, and has the rooms close theirs. */
  protected override async closeSockets(sessionIds: string[]): Promise<void> {
    this.forgetBrowsersOf(sessionIds);
    for (const id of sessionIds) {
      this.#rooms.startClosing(id);
      this.sockets.broadcast([{ type: "session.revoked" }], id);
      this.sockets.close(closeCode.sessionOver, "session over", id);
    }
    if (sessionIds.length > 0) this.#presence.settle(true);
    // Set first: should the object die now, the alarm closes what was not reached.
    await this.schedule();
    await this.#rooms.closeAll((room) => this.#places.endSession(room));
    await this.schedule();
  }

  protected override sessionsWithSockets(): SessionWithSockets[] {
    const here = new Set(this.sockets.open().map((socket) => this.sockets.identityOf(socket).sessionId));
    const elsewhere = this.#rooms.sessions().filter(({ id }) => !here.has(id));
    return [...Array.from(here, (id) => ({ id, isOpen: true })), ...elsewhere];
  }

  /** A client that has fallen silent here is not there, though its connection is; presence closes it. */
  protected override async confirmOpen(sessionIds: string[]): Promise<string[]> {
    const { live } = hearSockets(this.ctx, this.sockets.open(), Date.now());
    const here = new Set(live.map((socket) => this.sockets.identityOf(socket).sessionId));
    const others = sessionIds.filter((id) => !here.has(id));
    const elsewhere = await this.#rooms.confirmSessions(others, (name) => this.#places.connectionsAt(name));
    return [...sessionIds.filter((id) => here.has(id)), ...elsewhere];
  }

  #depart(socket: WebSocket, code: number, reason: string): void {
    const { sessionId, connectionId } = this.sockets.identityOf(socket);
    this.noteUse(sessionId);
    this.sockets.answerClose(socket, code, reason);
    this.#watching.forget(connectionId);
    this.#presence.settle(true);
  }

  /** One alarm for what comes next: a room to be told again, or what sessions wait for. Worked out once in a turn. */
  protected override schedule(): Promise<void> {
    this.#scheduling ??= Promise.resolve().then(() => {
      this.#scheduling = undefined;
      return this.#setAlarm();
    });
    return this.#scheduling;
  }

  #setAlarm(): Promise<void> {
    const now = Date.now();
    const closing = this.due.of("closing rooms", this.#rooms.isClosing(), now + retryMs);
    const due = [this.nextSessionAlarm(now), this.#presence.dueAt(now), this.nextDeliveryAlarm(now), closing];
    // One that is due already would be lost when it is set while the alarm rings (workerd#6866).
    const next = Math.max(now + 5, Math.min(...due.filter((at) => at !== undefined)));
    if (next === this.#alarmAt) return Promise.resolve();
    this.#alarmAt = next;
    return Number.isFinite(next) ? this.ctx.storage.setAlarm(next) : this.ctx.storage.deleteAlarm();
  }
}
