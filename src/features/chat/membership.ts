import type { Logger } from "../../platform/log/logger.ts";
import type { Roster, RosterMember } from "./roster.ts";

const freshMs = 60_000;

/** Whether somebody is a member: D1 decides, and the roster is a room's copy of what it says. */
export class Membership {
  readonly #roster: Roster;
  readonly #readRoster: () => Promise<RosterMember[]>;
  readonly #log: Logger;
  #readAt = 0;

  constructor(roster: Roster, readRoster: () => Promise<RosterMember[]>, log: Logger) {
    this.#roster = roster;
    this.#readRoster = readRoster;
    this.#log = log;
  }

  /** The copy says yes; before it says no, D1 is asked again. */
  async includes(userId: string): Promise<boolean> {
    if (!this.#roster.has(userId)) await this.#read();
    return this.#roster.has(userId);
  }

  /** Names change, and nobody tells rooms: whoever comes in finds them as they were a minute ago at most. */
  async refresh(): Promise<void> {
    if (Date.now() - this.#readAt < freshMs) return;
    // The copy is good enough to talk on while D1 is away.
    await this.#read().catch((error: unknown) => this.#log.error("the roster could not be refreshed", error));
  }

  async #read(): Promise<void> {
    const members = await this.#readRoster();
    if (members.length > 0) this.#roster.replace(members);
    this.#readAt = Date.now();
  }
}
