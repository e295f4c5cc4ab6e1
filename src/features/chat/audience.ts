import { type Line, lineOf, packLines } from "../../platform/sockets/frames.ts";
import type { Hearing } from "../../platform/sockets/silence.ts";
import { type SocketHost, visitOf } from "../../platform/sockets/socket-host.ts";
import { type Caller, RelayedCaller } from "./answers.ts";
import type { ConversationFrame } from "./contract.ts";
import type { Relays } from "./relays.ts";

export type HeardMember = { connectionIds: string[]; pinged: Hearing["pinged"] };

/** Everyone who looks on: on the room's own sockets, and on those that relays hold for it. */
export class Audience {
  readonly #sockets: SocketHost<ConversationFrame>;
  readonly #relays: Relays;
  readonly #hear: (sockets: WebSocket[]) => Hearing;

  /** @param hear whose client is there of some sockets, as far as can be heard. */
  constructor(sockets: SocketHost<ConversationFrame>, relays: Relays, hear: (sockets: WebSocket[]) => Hearing) {
    this.#sockets = sockets;
    this.#relays = relays;
    this.#hear = hear;
  }

  /** How many sockets there are. */
  count(): number {
    return this.#sockets.open().length + this.#relays.count();
  }

  /** Whether one member has so many sockets. */
  hasAtLeast(bound: number, userId: string): boolean {
    return this.#sockets.hasAtLeast(bound - this.#relays.count(userId), userId);
  }

  isPresent(userId: string): boolean {
    const one = this.#sockets.anyOf(userId);
    if (one && this.#hear([one]).live.length > 0) return true;
    return this.#hear(this.#sockets.open(userId)).live.length > 0 || this.#relays.isPresent(userId);
  }

  /** The sockets of a user whose client is there, by what the user's hub knows of them, and what is heard of those here. */
  async hear(userId: string): Promise<HeardMember> {
    const { live, pinged } = this.#hear(this.#sockets.open(userId));
    const here = live.map((socket) => visitOf(this.#sockets.identityOf(socket)));
    return { connectionIds: [...here, ...(await this.#relays.connectionsOf(userId))], pinged };
  }

  /** Shows durable events, and to each socket here the answers to its own commands in the same frame. */
  publish(events: Line[], answers: ReadonlyMap<object, Line[]>): void {
    const frames = packLines(events);
    for (const socket of this.#sockets.all()) {
      const own = answers.get(socket);
      if (own) this.#sockets.sendLines(socket, [...events, ...own]);
      else for (const frame of frames) this.#sockets.sendPacked(socket, frame);
    }
    this.#relays.publish(frames, events);
  }

  /** Tells everyone, or all but one, what leaves no trace. */
  tell(frame: ConversationFrame, exceptUserId?: string): void {
    const line = lineOf(frame);
    for (const socket of this.#sockets.all()) {
      if (exceptUserId === undefined || this.#sockets.identityOf(socket).userId !== exceptUserId)
        this.#sockets.sendPacked(socket, line);
    }
    this.#relays.publish([line], [], exceptUserId);
  }

  /** Tells one socket here; one in a relay was told at its welcome. */
  tellOne(connectionId: string, userId: string, frames: ConversationFrame[]): void {
    const socket = this.#sockets
      .open(userId)
      .find((one) => this.#sockets.identityOf(one).connectionId === connectionId);
    if (socket) this.#sockets.send(socket, frames);
  }

  /** Answers a command at once. */
  reply(caller: Caller, frame: ConversationFrame): void {
    if (caller instanceof RelayedCaller) caller.tell([JSON.stringify(frame)]);
    else this.#sockets.send(caller, [frame]);
  }

  /** Takes in how far a socket here has read; relays know it of theirs. */
  received(caller: Caller, seq: number): void {
    if (!(caller instanceof RelayedCaller)) this.#sockets.received(caller, seq);
  }

  /** Closes the sockets of everyone, or of one user or session, here at once. */
  async close(code: number, reason: string, tag?: string): Promise<void> {
    this.#sockets.close(code, reason, tag);
    await this.#relays.close(code, reason, tag);
  }
}
