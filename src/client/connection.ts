import { Heartbeat } from "./heartbeat.ts";

type Handlers = {
  onText: (text: string) => void;
  /** It is over: with the server's code (1006 when there was none), and whether the handshake had succeeded. */
  onEnd: (code: number, wasOpen: boolean) => void;
};

/** Without a close frame (RFC 6455 §7.1.5). */
const abnormal = 1006;
/** `WebSocket.CONNECTING`, which is no global everywhere. */
const connecting = 0;

/** One socket, from its handshake to its end, which is told once. A silent one counts as ended. */
export class Connection {
  readonly #socket: WebSocket;
  readonly #heartbeat: Heartbeat;
  readonly #handlers: Handlers;
  #wasOpen = false;
  #isOver = false;

  constructor(socket: WebSocket, handlers: Handlers) {
    this.#socket = socket;
    this.#handlers = handlers;
    this.#heartbeat = new Heartbeat(
      () => socket.send("ping"),
      () => {
        socket.close();
        this.#end(abnormal);
      },
    );
    this.#heartbeat.expectAnswer();
    socket.addEventListener("open", () => {
      this.#wasOpen = true;
      if (this.#isOver) return this.#close();
      // Servers notice the end of a socket late that never said anything, and its answer shows both ways open.
      return socket.send("ping");
    });
    socket.addEventListener("message", ({ data }) => {
      if (typeof data === "string") this.#hear(data);
    });
    socket.addEventListener("close", ({ code }) => this.#end(code));
    // A close follows each error; without a listener some WebSockets throw.
    socket.addEventListener("error", () => {});
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  /** Finds out whether it is alive, where there is reason for doubt. */
  check(): void {
    this.#heartbeat.check();
  }

  /** Lets go of it: what it still says is not heard. */
  drop(): void {
    this.#isOver = true;
    // Browsers report a handshake that is broken off as an error: it is given its time.
    if (this.#socket.readyState !== connecting) this.#close();
  }

  #close(): void {
    this.#heartbeat.stop();
    this.#socket.close();
  }

  #hear(text: string): void {
    if (this.#isOver) return;
    this.#heartbeat.heard();
    if (text !== "pong") this.#handlers.onText(text);
  }

  #end(code: number): void {
    this.#heartbeat.stop();
    if (this.#isOver) return;
    this.drop();
    this.#handlers.onEnd(code, this.#wasOpen);
  }
}
