import { type Line, packLines } from "../../platform/sockets/frames.ts";
import type { SocketHost } from "../../platform/sockets/socket-host.ts";
import type { ConversationFrame } from "./contract.ts";

/** Answers to commands of the group that is being flushed: each goes out in the same frame as its event. */
export class Answers {
  readonly #lines = new Map<WebSocket, Line[]>();
  readonly #sockets: SocketHost<ConversationFrame>;

  constructor(sockets: SocketHost<ConversationFrame>) {
    this.#sockets = sockets;
  }

  add(socket: WebSocket, text: string): void {
    const lines = this.#lines.get(socket);
    if (lines) lines.push({ text });
    else this.#lines.set(socket, [{ text }]);
  }

  /** Shows what was stored to everyone, and each sender their answers with it. */
  publish(events: Line[]): void {
    const frames = packLines(events);
    for (const socket of this.#sockets.open()) {
      const answers = this.#lines.get(socket);
      if (answers) this.#sockets.sendLines(socket, [...events, ...answers]);
      else for (const frame of frames) this.#sockets.sendPacked(socket, frame);
    }
    this.#lines.clear();
  }
}
