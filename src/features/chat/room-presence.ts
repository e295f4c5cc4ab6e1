import type { Logger } from "../../platform/log/logger.ts";
import type { SocketIdentity } from "../../platform/sockets/socket-host.ts";
import type { Audience } from "./audience.ts";
import type { ConversationFrame, PresenceStatus } from "./contract.ts";
import type { Roster } from "./roster.ts";

/** In a larger room nobody could tell who is there, and each who comes would cost as many frames. */
const maxMembers = 100;
const hubsAtOnce = 20;

/** What presence asks of a member's hub. */
export interface PresenceHub {
  /** How they stand; from now on the hub tells this room of changes, until the room says that nobody looks. */
  watchFromRoom(conversationId: string): Promise<{ status: PresenceStatus }>;
}

type Options = {
  conversationId: string;
  log: Logger;
  roster: Roster;
  audience: Audience;
  hubOf: (userId: string) => PresenceHub;
};

/**
 * Who of the members is there, shown to those who look on. All of it is a cache: the hubs know, and after
 * an eviction they are asked again once somebody comes in.
 */
export class RoomPresence {
  readonly #options: Options;
  readonly #statuses = new Map<string, PresenceStatus>();
  #watching: Promise<void> | undefined;
  /** How all members stand is known. */
  #isKnown = false;
  /** Some members could not be asked when somebody came in. */
  #isIncomplete = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Somebody has come in, who was told what is known. @returns once they were told the rest, if it was not known yet. */
  greet(identity: SocketIdentity): Promise<void> | undefined {
    return this.#isKnown || this.#options.roster.size > maxMembers ? undefined : this.#tellOthers(identity);
  }

  async #tellOthers({ userId, connectionId }: SocketIdentity): Promise<void> {
    const { roster, audience } = this.#options;
    const told = new Set(this.#statuses.keys());
    const watching = (this.#watching ??= this.#watchUnknown());
    await watching;
    // Everybody may have left meanwhile, and what was known been forgotten.
    if (this.#watching === watching) this.#isKnown = true;
    const others = roster.userIds().filter((id) => !told.has(id));
    audience.tellOne(connectionId, userId, this.#frames(others));
  }

  /** Looks at new members too, and shows them. */
  async add(userIds: string[]): Promise<void> {
    const { roster, audience } = this.#options;
    if (roster.size > maxMembers || audience.count() === 0) return;
    await this.#watch(userIds);
    for (const frame of this.#frames(userIds)) audience.tell(frame);
  }

  remove(userIds: string[]): void {
    for (const userId of userIds) this.#statuses.delete(userId);
  }

  /** Somebody came or went. @returns whether anybody looks on. */
  show(userId: string, status: PresenceStatus): boolean {
    const { roster, audience } = this.#options;
    if (!roster.has(userId) || roster.size > maxMembers || audience.count() === 0) return false;
    // A hub also says what is known already, to learn whether anybody looks on.
    if (this.#statuses.get(userId) !== status) audience.tell({ type: "presence", userId, status });
    this.#statuses.set(userId, status);
    return true;
  }

  known(): ConversationFrame[] {
    const { roster } = this.#options;
    return roster.size > maxMembers ? [] : this.#frames(roster.userIds());
  }

  /** Nobody looks any more: the hubs learn of it when they next tell. */
  rest(): void {
    this.#watching = undefined;
    this.#isKnown = false;
    this.#isIncomplete = false;
    this.#statuses.clear();
  }

  #frames(userIds: string[]): ConversationFrame[] {
    return userIds.flatMap((userId): ConversationFrame[] => {
      const status = this.#statuses.get(userId);
      return status ? [{ type: "presence", userId, status }] : [];
    });
  }

  /** Asks those of whom no hub has told; whoever comes in next asks those again who could not be asked. */
  async #watchUnknown(): Promise<void> {
    const { roster, audience } = this.#options;
    const userIds = roster.userIds().filter((userId) => !this.#statuses.has(userId));
    const isComplete = await this.#watch(userIds);
    // Whoever came before has not seen them yet.
    if (this.#isIncomplete) for (const frame of this.#frames(userIds)) audience.tell(frame);
    this.#isIncomplete = !isComplete;
    if (!isComplete) this.#watching = undefined;
  }

  /** @returns whether all of their hubs have answered. */
  async #watch(userIds: string[]): Promise<boolean> {
    const answers: boolean[] = [];
    for (let from = 0; from < userIds.length; from += hubsAtOnce) {
      const some = userIds.slice(from, from + hubsAtOnce);
      answers.push(...(await Promise.all(some.map((userId) => this.#ask(userId)))));
    }
    return !answers.includes(false);
  }

  async #ask(userId: string): Promise<boolean> {
    const { hubOf, conversationId, roster, log } = this.#options;
    this.#statuses.delete(userId);
    try {
      const { status } = await hubOf(userId).watchFromRoom(conversationId);
      // What the hub told meanwhile is newer than its answer.
      if (roster.has(userId) && !this.#statuses.has(userId)) this.#statuses.set(userId, status);
      return true;
    } catch (error) {
      log.error("a hub could not be asked who is there", error, { userId });
      return false;
    }
  }
}
