import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import type { Logged, Sending } from "./checkers.ts";

type Frame = {
  type: string;
  id?: string;
  seq?: number;
  message?: { seq: number; clientId: string; sender: { id: string } };
};

const paceMs = 20;
const inFlight = 8;

/**
 * A client of a conversation that never stops talking, and that does after a crash what the contract asks
 * of it: come back with `?after=`, and send again under the same `clientId` what was not acked.
 */
export class Talker {
  readonly sendings: Sending[] = [];
  /** Everything it saw, over all its connections. */
  readonly seen: Logged[] = [];
  readonly faults: string[] = [];
  readonly #name: string;
  readonly #user: { id: string; token: string };
  readonly #url: string;
  readonly #began: number;
  readonly #unacked = new Map<string, Sending>();
  #socket: WebSocket | undefined;
  #isTalking = false;

  /** @param began the number of the last event that it knows already. */
  constructor(name: string, user: { id: string; token: string }, url: string, began: number) {
    this.#name = name;
    this.#user = user;
    this.#url = url;
    this.#began = began;
  }

  async connect(): Promise<void> {
    const after = this.seen.at(-1)?.seq ?? this.#began;
    const socket = new WebSocket(`${this.#url}?after=${after}`, ["atrium.v1", `bearer.${this.#user.token}`]);
    this.#socket = socket;
    socket.on("message", (data: Buffer) => {
      for (const line of data.toString().split("\n")) this.#take(JSON.parse(line));
    });
    // A server that was killed takes its connections along; the close event follows.
    socket.on("error", () => undefined);
    await once(socket, "open");
    for (const sending of this.#unacked.values()) this.#send(sending);
  }

  /** Sends, several at a time, until told to stop or cut off. */
  async talk(): Promise<void> {
    this.#isTalking = true;
    while (this.#isTalking && this.#socket?.readyState === WebSocket.OPEN) {
      while (this.#unacked.size < inFlight) this.#begin();
      await sleep(paceMs);
    }
  }

  /** Stops, and waits until everything was acked. */
  async finish(): Promise<void> {
    this.#isTalking = false;
    while (this.#unacked.size > 0) await sleep(paceMs);
  }

  close(): void {
    this.#socket?.close();
  }

  #begin(): void {
    const sending: Sending = {
      client: this.#name,
      senderId: this.#user.id,
      clientId: `${this.#name}-${this.sendings.length}`,
    };
    this.sendings.push(sending);
    this.#unacked.set(sending.clientId, sending);
    this.#send(sending);
  }

  #send({ clientId }: Sending): void {
    this.#socket?.send(JSON.stringify({ id: clientId, type: "message.send", clientId, content: clientId }));
  }

  #take({ type, id = "", seq = 0, message }: Frame): void {
    if (type === "message.created" && message)
      this.seen.push({ seq, senderId: message.sender.id, clientId: message.clientId });
    if (type === "error" || type === "reset") this.faults.push(`${this.#name} was told ${type} for ${id}`);
    if (type !== "ack") return;
    const sending = this.#unacked.get(id);
    if (!sending) this.faults.push(`${this.#name} was told twice of ${id}`);
    else sending.seq = seq;
    this.#unacked.delete(id);
  }
}
