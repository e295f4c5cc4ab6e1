import type { Logger } from "../../platform/log/logger.ts";
import type { SocketHost } from "../../platform/sockets/socket-host.ts";
import type { PresenceStatus } from "../chat/contract.ts";
import type { NotificationFrame } from "./contract.ts";
import type { Appearance } from "./presence.ts";
import { WatchedPeople } from "./watched-people.ts";

/** The hub of somebody who is watched. */
export interface WatchedHub {
  /** How they appear; from now on `watcherId`'s hub is told of each change. */
  watchPresence(watcherId: string): Promise<Appearance>;
}

type Options = {
  storage: DurableObjectStorage;
  log: Logger;
  userId: string;
  sockets: SocketHost<NotificationFrame>;
  hubOf: (userId: string) => WatchedHub;
  /** Whom among these the user may see. */
  findAcquaintances: (userIds: string[]) => Promise<Set<string>>;
  own: () => PresenceStatus;
};

const askedAtOnce = 20;
/** Who could not be asked is asked again so often, in pauses that double: three seconds in all. */
const maxTries = 5;
const firstPauseMs = 200;
/** However many lists a user's sockets send, five hundred hubs a second are asked at most. */
const pauseMsEach = 2;
const stranger = { status: "offline", lastSeenAt: null } as const;

/** What one user's sockets see of other people: those whom they know, as they are; strangers always offline. */
export class Watching {
  readonly #options: Options;
  readonly #people: WatchedPeople;
  /** The lists of people whose hubs are still to be asked, and how often that was tried. */
  readonly #unasked = new Map<string, { userIds: string[]; tries: number }>();
  #isAsking = false;
  /** What is shown to each socket, in one frame, once this turn is over. */
  readonly #outgoing = new Map<string, NotificationFrame[]>();

  constructor(options: Options) {
    this.#options = options;
    this.#people = new WatchedPeople(options.storage);
  }

  /** Has one socket see these people from now on, and no others. Each is shown as soon as their hub has said. */
  async watch(connectionId: string, userIds: string[]): Promise<void> {
    const { userId, own } = this.#options;
    const others = [...new Set(userIds)].filter((id) => id !== userId);
    this.#people.replace(connectionId, others);
    this.#unasked.set(connectionId, { userIds: others, tries: 0 });
    // After the answer to the command. Of oneself one sees what one has set; each socket is told when that changes.
    await Promise.resolve();
    if (userIds.includes(userId)) this.#show([connectionId], userId, { status: own(), lastSeenAt: null });
    await this.#askAll();
  }

  /** Shows somebody as they are now. @returns whether anybody here looks at them still. */
  show(userId: string, appearance: Appearance): boolean {
    this.#show(this.#people.show(userId, appearance.version), userId, appearance);
    return this.#people.isWatched(userId);
  }

  /** Shows somebody as a stranger, for good. */
  hide(userId: string): void {
    this.#show(this.#people.drop(userId), userId, stranger);
  }

  /** Whom the user knew by something that is no more, such as a conversation, is a stranger. */
  async reconsider(): Promise<void> {
    const watched = this.#people.users();
    const acquaintances = await this.#options.findAcquaintances(watched);
    for (const id of watched) if (!acquaintances.has(id)) this.hide(id);
  }

  /** A socket is gone; so are those that went without a word. */
  forget(connectionId?: string): void {
    const { sockets } = this.#options;
    if (connectionId !== undefined) this.#people.forget(connectionId);
    else this.#people.keepOnly(sockets.open().map((socket) => sockets.identityOf(socket).connectionId));
  }

  /** One list after the other, the newest of each socket: whoever changes it all the time costs others little. */
  async #askAll(): Promise<void> {
    if (this.#isAsking) return;
    const { log } = this.#options;
    this.#isAsking = true;
    try {
      for (const [connectionId, { userIds, tries }] of this.#unasked) {
        this.#unasked.delete(connectionId);
        const failed = await this.#askFor(userIds).catch((error: unknown) => {
          log.error("whom a user may see is not known", error);
          return userIds;
        });
        if (failed.length > 0) this.#askAgain(connectionId, failed, tries + 1);
      }
    } finally {
      this.#isAsking = false;
    }
  }

  /** Others do not wait for it, and a list that came meanwhile takes the place of this one. */
  #askAgain(connectionId: string, userIds: string[], tries: number): void {
    if (tries >= maxTries) return userIds.forEach((id) => this.hide(id));
    setTimeout(
      () => {
        const watched = userIds.filter((id) => this.#people.isWatched(id));
        if (watched.length === 0 || this.#unasked.has(connectionId)) return;
        this.#unasked.set(connectionId, { userIds: watched, tries });
        void this.#askAll();
      },
      firstPauseMs * 2 ** (tries - 1),
    );
  }

  /** @returns those who could not be asked. */
  async #askFor(userIds: string[]): Promise<string[]> {
    const acquaintances = await this.#options.findAcquaintances(userIds);
    for (const id of userIds) if (!acquaintances.has(id)) this.hide(id);
    const known = [...acquaintances];
    const failed: string[] = [];
    for (let from = 0; from < known.length; from += askedAtOnce) {
      const some = known.slice(from, from + askedAtOnce);
      const isKnown = await Promise.all(some.map((id) => this.#ask(id)));
      failed.push(...some.filter((_, at) => !isKnown[at]));
    }
    await new Promise((resolve) => setTimeout(resolve, known.length * pauseMsEach));
    return failed;
  }

  /** @returns whether their hub has answered. */
  async #ask(userId: string): Promise<boolean> {
    const { hubOf, log, userId: watcherId } = this.#options;
    try {
      this.show(userId, await hubOf(userId).watchPresence(watcherId));
      return true;
    } catch (error) {
      log.error("somebody's hub could not be asked whether they are there", error, { userId });
      return false;
    }
  }

  #show(
    connectionIds: string[],
    userId: string,
    { status, lastSeenAt }: { status: PresenceStatus; lastSeenAt: string | null },
  ): void {
    if (connectionIds.length > 0 && this.#outgoing.size === 0) queueMicrotask(() => this.#flush());
    for (const id of connectionIds) {
      const frames = this.#outgoing.get(id) ?? [];
      frames.push({ type: "presence.changed", userId, status, lastSeenAt });
      this.#outgoing.set(id, frames);
    }
  }

  #flush(): void {
    const { sockets } = this.#options;
    for (const socket of sockets.open()) {
      const frames = this.#outgoing.get(sockets.identityOf(socket).connectionId);
      if (frames) sockets.send(socket, frames);
    }
    this.#outgoing.clear();
  }
}
