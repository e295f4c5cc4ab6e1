import type { Attempt, Sending } from "../checkers.ts";
import type { Random } from "../random.ts";
import { RemoteUser, signInAt, signUpAt } from "../remote-user.ts";
import { type Server, startServer } from "../server.ts";
import { Chatter } from "./chatter.ts";
import { InboxListener } from "./inbox-listener.ts";

/** One conversation: who talks in it with how many clients, and who is a member and never comes. */
export type Room = {
  name: string;
  id: string;
  talkers: Record<string, number>;
  absent: string[];
  /** May be taken out and let in again. */
  guest?: string;
};

export type OtherSending = Sending & { conversationId: string };

type Plan = Omit<Room, "id">;

/** Fifty clients in all, with two tabs of everybody but the administrator. */
const plans: Plan[] = [
  { name: "demo", talkers: { ada: 3, grace: 3 }, absent: [] },
  { name: "pair", talkers: { vera: 3, wanda: 3 }, absent: [] },
  { name: "group", talkers: { ada: 3, grace: 3, vera: 3, wanda: 3 }, absent: ["xenia", "yuri"] },
  { name: "club", talkers: { vera: 2, wanda: 2, xenia: 2, yuri: 3 }, absent: ["zoe"], guest: "yuri" },
  { name: "storm", talkers: { ada: 1, xenia: 2 }, absent: ["zoe"] },
];
const tabsEach = 2;

const env = {
  LOG_LEVEL: "error",
  // Of each room some are served by the room itself, and some by a relay.
  ROOM_SOCKETS: "2",
  LIMIT_COMMANDS: "100000/1",
  LIMIT_CONNECT: "100000/1",
  LIMIT_WRITE: "100000/1",
  LIMIT_READ: "100000/1",
  LIMIT_LOGIN: "100000/1",
  LIMIT_REGISTER: "100000/1",
  LIMIT_VERIFY: "100000/1",
};

/** How often each thing was done to it. */
export type Figures = Record<"kills" | "aborts" | "drops" | "locks" | "revocations" | "removals" | "storms", number>;

/** A server, the people on it, and everything that they know of it. */
export class World {
  readonly users = new Map<string, RemoteUser>();
  readonly rooms: Room[] = [];
  readonly chatters: Chatter[] = [];
  readonly tabs: InboxListener[] = [];
  readonly attempts: Attempt[] = [];
  /** What was sent beside the chatters. */
  readonly otherSendings: OtherSending[] = [];
  readonly sessionsEndedAt = new Map<string, number>();
  /** How far those have read who never come to a room, by its id. */
  readonly readsFromAfar: { conversationId: string; userId: string; seq: number }[] = [];
  readonly faults: string[] = [];
  readonly figures: Figures = { kills: 0, aborts: 0, drops: 0, locks: 0, revocations: 0, removals: 0, storms: 0 };
  readonly random: Random;
  server: Server;

  private constructor(server: Server, random: Random) {
    this.server = server;
    this.random = random;
  }

  static async begin(random: Random): Promise<World> {
    const world = new World(await startServer({ env }), random);
    const names = new Set(plans.flatMap(({ talkers, absent }) => [...Object.keys(talkers), ...absent]));
    for (const name of names) world.users.set(name, await world.#enter(name));
    for (const plan of plans) world.rooms.push({ ...plan, id: await world.#open(plan) });
    for (const room of world.rooms) world.#seat(room);
    for (const user of world.users.values())
      for (let at = 0; at < tabsEach; at += 1) world.tabs.push(new InboxListener(user));
    for (const stream of world.streams()) void stream.run();
    await Promise.all(world.streams().map((stream) => stream.ready()));
    for (const chatter of world.chatters) if (!world.isStormy(chatter)) void chatter.chat();
    return world;
  }

  /** SIGKILL, and a new server on what the old one has left. */
  async restart(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    const { port, stateDir } = this.server;
    await this.server.kill(signal);
    this.server = await startServer({ env, port, stateDir });
  }

  streams(): (Chatter | InboxListener)[] {
    return [...this.chatters, ...this.tabs];
  }

  user(name: string): RemoteUser {
    const user = this.users.get(name);
    if (!user) throw new Error(`nobody is called ${name}`);
    return user;
  }

  room(name: string): Room {
    const room = this.rooms.find((one) => one.name === name);
    if (!room) throw new Error(`there is no room ${name}`);
    return room;
  }

  inRoom({ id }: Room): Chatter[] {
    return this.chatters.filter(({ conversationId }) => conversationId === id);
  }

  membersOf({ talkers, absent }: Plan): string[] {
    return [...Object.keys(talkers), ...absent];
  }

  /** Nobody talks in the room of storms but in a storm. */
  isStormy({ conversationId }: Chatter): boolean {
    return conversationId === this.room("storm").id;
  }

  async abort(named: { object: "room" | "relay" | "hub"; id: string; shard?: number }): Promise<void> {
    const json = JSON.stringify(named);
    const headers = { "content-type": "application/json" };
    await fetch(`${this.server.url}/dev/objects/abort`, { method: "POST", headers, body: json });
  }

  async end(): Promise<void> {
    for (const stream of this.streams()) stream.end();
    await this.server.stop();
  }

  #enter(name: string): Promise<RemoteUser> {
    const isThere = ["ada", "grace"].includes(name);
    return isThere ? signInAt(this.server.url, name) : signUpAt(this.server.url, name);
  }

  async #open(plan: Plan): Promise<string> {
    const [owner, ...others] = this.membersOf(plan).map((name) => this.user(name));
    const isDirect = others.length === 1;
    const memberIds = others.map(({ id }) => id);
    const json = isDirect ? { type: "direct", userId: memberIds[0] } : { type: "group", title: plan.name, memberIds };
    const { body } = (await owner?.insist<{ id: string }>("POST", "/conversations", json)) ?? {};
    return body?.id ?? "";
  }

  #seat({ name, id, talkers, guest }: Room): void {
    for (const [talker, count] of Object.entries(talkers)) {
      for (let at = 0; at < count; at += 1) {
        const options = { user: this.user(talker), conversationId: id, random: this.random, paceMs: 400 };
        this.chatters.push(new Chatter({ ...options, name: `${name}-${talker}-${at}`, isGuest: talker === guest }));
      }
    }
  }
}
