import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import type { Step } from "./checkers.ts";
import type { RemoteUser } from "./remote-user.ts";

export type RawFrame = {
  type: string;
  id?: string | null;
  seq?: number;
  code?: string;
  count?: number;
  unreadCount?: number;
  messageId?: string;
  userId?: string;
  status?: string;
  title?: string | null;
  notificationId?: string;
  notification?: { id: string; type: string; groupKey: string | null };
  message?: { id: string; seq: number; clientId: string; sender: { id: string } };
  reads?: { userId: string; readSeq: number }[];
};

/** As often as the contract asks: at least once per 500 events, or MiB. */
const tellEvery = { events: 400, characters: 512 * 1024 };

/**
 * One stream of a client that has nothing of ours: a WebSocket, and what the contract says. It comes back
 * with `?after=` whenever it is cut off, and takes down everything it is told.
 */
export class RawStream {
  /** What was told, in order, over all connections. */
  readonly steps: Step[] = [];
  readonly closes: number[] = [];
  readonly refusals: number[] = [];
  readonly faults: string[] = [];
  lastSeq: number;
  pongs = 0;
  #socket: WebSocket | undefined;
  #isReady = false;
  #isOver = false;
  #unheard = { events: 0, characters: 0 };
  protected readonly user: RemoteUser;
  readonly #path: string;

  /** @param began the last event that it knows already. */
  constructor(user: RemoteUser, path: string, began = 0) {
    this.user = user;
    this.#path = path;
    this.lastSeq = began;
  }

  get isReady(): boolean {
    return this.#isReady && this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Connects, and goes on doing so until {@link end}. */
  async run(): Promise<void> {
    while (!this.#isOver) {
      const waitMs = await this.#connect();
      if (!this.#isOver) await sleep(waitMs);
    }
  }

  /** Waits until the server has greeted. */
  async ready(): Promise<void> {
    while (!this.isReady) await sleep(20);
  }

  send(command: object): void {
    if (this.isReady) this.sendText(JSON.stringify(command));
  }

  sendText(text: string): void {
    this.#socket?.send(text);
  }

  ping(): void {
    this.sendText("ping");
  }

  /** Tears the connection down without a word. */
  drop(): void {
    this.#socket?.terminate();
  }

  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  end(): void {
    this.#isOver = true;
    this.#socket?.close();
  }

  /** What a kind of stream does with what it was told. */
  protected onFrame(_frame: RawFrame): void {}

  protected onReady(_frame: RawFrame): void {}

  /** Resolves once the connection is over. @returns how long to wait before the next. */
  async #connect(): Promise<number> {
    const after = this.lastSeq;
    const token = await this.user.freshToken().catch(() => this.user.token);
    const address = `${this.user.url.replace("http", "ws")}/api/v1${this.#path}?after=${after}`;
    const socket = new WebSocket(address, ["atrium.v1", `bearer.${token}`], { handshakeTimeout: 15_000 });
    this.#socket = socket;
    this.#unheard = { events: 0, characters: 0 };
    return new Promise((resolve) => {
      let wasOpen = false;
      socket.on("open", () => {
        wasOpen = true;
      });
      socket.on("message", (data: Buffer) => this.#hear(data.toString(), after));
      // A close follows each error; a refusal comes as one, too.
      socket.on("error", () => undefined);
      socket.on("unexpected-response", (request, response) => {
        this.refusals.push(response.statusCode ?? 0);
        request.destroy();
        resolve(250);
      });
      socket.on("close", (code) => {
        this.#isReady = false;
        if (wasOpen) this.closes.push(code);
        resolve(code === 1012 ? 0 : 50 + Math.random() * 250);
      });
    });
  }

  #hear(text: string, after: number): void {
    if (text === "pong") {
      this.pongs += 1;
      return;
    }
    for (const line of text.split("\n")) this.#take(JSON.parse(line), after);
    this.#unheard.characters += text.length;
    if (this.#unheard.events < tellEvery.events && this.#unheard.characters < tellEvery.characters) return;
    this.#unheard = { events: 0, characters: 0 };
    this.send({ type: "received", seq: this.lastSeq });
  }

  #take(frame: RawFrame, after: number): void {
    const { type, seq = 0 } = frame;
    if (type === "ready") {
      this.#isReady = true;
      this.steps.push({ kind: "ready", after, seq });
      this.onReady(frame);
    } else if (type === "reset") {
      this.steps.push({ kind: "reset", after, seq });
      this.lastSeq = seq;
    } else if (frame.seq !== undefined && type !== "ack") {
      this.steps.push({ kind: "event", seq, type, about: aboutOf(frame) });
      this.lastSeq = seq;
      this.#unheard.events += 1;
    }
    this.onFrame(frame);
  }
}

/** What tells an event from every other of its kind, live as in a replay. */
function aboutOf({ message, messageId, userId, title, notification, notificationId }: RawFrame): string {
  if (message) return `${message.sender.id}/${message.clientId}`;
  return messageId ?? userId ?? notification?.id ?? notificationId ?? title ?? "";
}
