import type { DueTimes } from "../../platform/db/due-times.ts";
import type { Logger } from "../../platform/log/logger.ts";
import { closeSilent, type Hearing, hearSockets } from "../../platform/sockets/silence.ts";
import type { PresenceStatus } from "../chat/contract.ts";
import type { OpenRooms } from "./open-rooms.ts";
import { type Appearance, type Evidence, Presence } from "./presence.ts";
import { PresenceWatchers, type Watcher } from "./presence-watchers.ts";

/** Where somebody looks at a user, as that user's hub sees it. */
export interface WatchingHub {
  /** @returns whether anybody there looks still. */
  presenceChanged(userId: string, appearance: Appearance): Promise<boolean>;
  /** The user is to be a stranger there from now on. */
  hidePresence(userId: string): Promise<void>;
}

/** A room in which somebody looks at a user, and in which the user may be. */
export interface WatchingRoom {
  /** @returns whether anybody is there to see it. */
  showPresence(userId: string, status: PresenceStatus): Promise<boolean>;
  /** The sockets that a user has open there and, where their client pings, when it was heard and falls silent. */
  hearMember(userId: string): Promise<{ connectionIds: string[]; pinged: Hearing["pinged"] }>;
}

type Options = {
  ctx: DurableObjectState;
  log: Logger;
  due: DueTimes;
  userId: string;
  openSockets: () => WebSocket[];
  rooms: OpenRooms;
  hubOf: (userId: string) => WatchingHub;
  roomOf: (conversationId: string) => WatchingRoom;
  /** Who among these may see whether the user is there. */
  findAcquaintances: (userIds: string[]) => Promise<Set<string>>;
  schedule: () => Promise<void>;
};

/**
 * How often connections that nobody has pinged on are looked at, while somebody watches. Everybody pings only
 * after they were let in, so this also is when it is first seen that somebody has fallen silent.
 */
const plainCheckMs = 60_000;
/** How often rooms are asked at least, while nothing but a room tells that somebody is there. */
const roomCheckMs = 55_000;

/**
 * Whether the user of a hub is there, worked out of their sockets here and in rooms, and who is told.
 *
 * While nobody watches, nothing is done: the state is worked out when somebody asks.
 */
export class UserPresence {
  readonly #options: Options;
  readonly #presence: Presence;
  readonly #watchers: PresenceWatchers;
  /** When the client was heard in rooms, where nothing but rooms tells that the user is there. */
  #heardInRoomsAt: number | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#presence = new Presence(options.ctx.storage);
    this.#watchers = new PresenceWatchers(options.ctx.storage, options.due);
  }

  own(): PresenceStatus {
    return this.#presence.own();
  }

  /** @returns whether it was something else before. */
  set(status: PresenceStatus): boolean {
    const isNew = this.#presence.choose(status, Date.now());
    if (isNew) this.settle();
    return isNew;
  }

  /** Works out what is so now, and tells of it. To be called after each coming and going. */
  settle(wasClosed = false): void {
    const now = Date.now();
    this.#presence.observe(this.#evidence(now, wasClosed), now);
    const isNews = this.#presence.update(now);
    if (!this.#watchers.any()) return;
    const { ctx, schedule } = this.#options;
    ctx.waitUntil(isNews ? this.#tell() : schedule());
  }

  /** Tells how things stand, and from now on of each change. */
  async watch(watcher: Watcher): Promise<Appearance> {
    await this.#confirmRooms();
    this.settle();
    const appearance = this.#presence.appearance();
    const dropped = this.#watchers.add(watcher, appearance.version);
    if (dropped.length > 0) this.#options.ctx.waitUntil(Promise.all(dropped.map((one) => this.#dismiss(one))));
    await this.#options.schedule();
    return appearance;
  }

  /** A conversation is no more, at least for this user. */
  forgetRoom(conversationId: string): void {
    this.#watchers.remove({ kind: "room", id: conversationId });
  }

  /** Who knew the user by something that is no more sees no more of them. */
  async forgetStrangers(): Promise<void> {
    const watching = this.#watchers.users();
    const { userId, findAcquaintances, hubOf } = this.#options;
    const acquaintances = await findAcquaintances(watching);
    const strangers = watching.filter((id) => !acquaintances.has(id));
    for (const id of strangers) {
      await hubOf(id).hidePresence(userId);
      this.#watchers.remove({ kind: "user", id });
    }
  }

  /** When there is something to look at or to tell. */
  dueAt(now: number): number | undefined {
    if (!this.#watchers.any()) return undefined;
    const due = [
      this.#watchers.dueAt(this.#presence.appearance().version, now),
      this.#presence.goneAt(),
      this.#nextCheckAt(now),
    ].filter((at) => at !== undefined);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /** Looks who is there. It waits for nobody who is to be told: the hub's alarm is for others, too. */
  async onAlarm(): Promise<void> {
    const { ctx, due } = this.#options;
    for (const name of ["telling watchers", "presence here", "presence in rooms"]) due.restart(name);
    if (this.#watchers.any()) await this.#confirmRooms();
    this.#watchers.lookAgain(Date.now());
    this.settle();
    if (this.#watchers.any()) ctx.waitUntil(this.#tell());
  }

  #evidence(now: number, wasClosed: boolean): Evidence {
    const { ctx, openSockets, rooms } = this.#options;
    const { live, pinged, lost } = closeSilent(ctx, openSockets(), now);
    if (live.length > 0) return { isHere: true, seenAt: pinged?.heardAt ?? now };
    if (rooms.hasSockets()) return { isHere: true, seenAt: this.#heardInRoomsAt ?? now };
    if (wasClosed) return { isHere: false, leftAt: now, seenAt: now };
    // Without any trace the runtime has died, and its clients are on their way back.
    return lost
      ? { isHere: false, leftAt: lost.since, seenAt: lost.heardAt }
      : { isHere: false, leftAt: now, seenAt: null };
  }

  #nextCheckAt(now: number): number | undefined {
    const { rooms, due } = this.#options;
    const { live, pinged } = this.#hear(now);
    // Each kind of evidence has a time of its own, which begins anew when the kind changes.
    const hereAt = due.of("presence here", live.length > 0 && !pinged, now + plainCheckMs);
    const inRoomsAt = due.of("presence in rooms", live.length === 0 && rooms.hasSockets(), now + roomCheckMs);
    return pinged?.silentAt ?? hereAt ?? inRoomsAt ?? (this.#presence.isHere() ? now : undefined);
  }

  #hear(now: number): Hearing {
    const { ctx, openSockets } = this.#options;
    return hearSockets(ctx, openSockets(), now);
  }

  /** Where nothing but rooms tells that the user is there, the rooms are asked: now, and when the last falls silent. */
  async #confirmRooms(): Promise<void> {
    const { rooms, due } = this.#options;
    this.#heardInRoomsAt = undefined;
    if (!rooms.hasSockets() || this.#hear(Date.now()).live.length > 0) return;
    const heard: Hearing["pinged"][] = [];
    await rooms.confirm((conversationId) => this.#askRoom(conversationId, heard));
    const pinged = heard.filter((one) => one !== undefined);
    // One that never pinged is judged by its connection alone.
    if (pinged.length === 0 || pinged.length < heard.length) return;
    this.#heardInRoomsAt = Math.max(...pinged.map(({ heardAt }) => heardAt));
    due.set("presence in rooms", Math.max(...pinged.map(({ silentAt }) => silentAt)));
  }

  async #askRoom(conversationId: string, heard: Hearing["pinged"][]): Promise<string[] | undefined> {
    const { roomOf, userId, log } = this.#options;
    try {
      const { connectionIds, pinged } = await roomOf(conversationId).hearMember(userId);
      if (connectionIds.length > 0) heard.push(pinged);
      return connectionIds;
    } catch (error) {
      log.warn("a room could not be asked who is there", { error: String(error) });
      heard.push(undefined);
      return undefined;
    }
  }

  /** Has somebody who is not told any more see no more of the user. */
  async #dismiss({ kind, id }: Watcher): Promise<void> {
    const { userId, hubOf, roomOf, log } = this.#options;
    try {
      if (kind === "user") await hubOf(id).hidePresence(userId);
      else await roomOf(id).showPresence(userId, "offline");
    } catch (error) {
      log.error("somebody could not be told that they see no more of a user", error, { kind, id });
    }
  }

  /** The alarm is set in the same turn: it tells those whom a crash keeps from being told. */
  async #tell(): Promise<void> {
    const telling = this.#tellAll();
    await this.#options.schedule();
    await telling;
    await this.#options.schedule();
  }

  #tellAll(): Promise<void> {
    const { userId, hubOf, roomOf, log } = this.#options;
    return this.#watchers.tellAll(
      () => this.#presence.appearance().version,
      async ({ kind, id }) => {
        const appearance = this.#presence.appearance();
        try {
          if (kind === "user") return await hubOf(id).presenceChanged(userId, appearance);
          return await roomOf(id).showPresence(userId, appearance.status);
        } catch (error) {
          log.error("somebody could not be told who is there", error, { kind, id });
          throw error;
        }
      },
    );
  }
}
