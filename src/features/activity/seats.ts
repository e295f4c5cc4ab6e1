import { closeSilent } from "../../platform/sockets/silence.ts";
import type { SocketHost, SocketIdentity } from "../../platform/sockets/socket-host.ts";
import type { ActivityFrame } from "./contract.ts";

const maxSockets = 5_000;
/** One user cannot keep the others out. */
const maxSocketsEach = 20;
/** So often a full relay looks at all of its sockets for those that are gone, however many ask to come in. */
const clearEveryMs = 5_000;

/**
 * The sockets of one relay by their connections, so that neither a frame nor a newcomer looks at all of them.
 * Some of them may have died unnoticed; {@link Seats.clear} finds those.
 */
export class Seats {
  readonly #ctx: DurableObjectState;
  readonly #sockets: SocketHost<ActivityFrame>;
  readonly #onSilent: (sockets: WebSocket[]) => void;
  readonly #byConnection: Map<string, WebSocket>;
  #clearedAt = 0;

  /** @param onSilent called with sockets that were closed because nothing was heard of their clients */
  constructor(ctx: DurableObjectState, sockets: SocketHost<ActivityFrame>, onSilent: (sockets: WebSocket[]) => void) {
    this.#ctx = ctx;
    this.#sockets = sockets;
    this.#onSilent = onSilent;
    this.#byConnection = new Map(sockets.open().map((socket) => [sockets.identityOf(socket).connectionId, socket]));
  }

  find(connectionId: string): WebSocket | undefined {
    return this.#byConnection.get(connectionId);
  }

  connectionIds(): Iterable<string> {
    return this.#byConnection.keys();
  }

  /** Takes in a socket that was just accepted. */
  add({ sessionId, connectionId }: SocketIdentity): void {
    const isIt = (socket: WebSocket) => this.#sockets.identityOf(socket).connectionId === connectionId;
    const socket = this.#sockets.open(sessionId).find(isIt);
    if (socket) this.#byConnection.set(connectionId, socket);
  }

  remove(connectionId: string): void {
    this.#byConnection.delete(connectionId);
  }

  /** A user's open sockets; those of whose client nothing was heard for long are closed. */
  openOf(userId: string): WebSocket[] {
    return this.#hear(this.#sockets.open(userId));
  }

  /** Whether there is no room for one more socket of this user. */
  isFullFor(userId: string): boolean {
    if (this.openOf(userId).length >= maxSocketsEach) return true;
    if (this.#byConnection.size >= maxSockets && Date.now() - this.#clearedAt >= clearEveryMs) this.clear();
    return this.#byConnection.size >= maxSockets;
  }

  /** Looks at every socket: closes those of whose client nothing was heard, and forgets those that are closed. */
  clear(): void {
    this.#clearedAt = Date.now();
    this.#hear(this.#sockets.open());
    for (const [connectionId, socket] of this.#byConnection) {
      if (socket.readyState !== WebSocket.OPEN) this.#byConnection.delete(connectionId);
    }
  }

  #hear(sockets: WebSocket[]): WebSocket[] {
    const { live, silent } = closeSilent(this.#ctx, sockets, Date.now());
    if (silent.length > 0) this.#onSilent(silent);
    return live;
  }
}
