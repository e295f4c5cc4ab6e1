import { eventually } from "./eventually.ts";
import { call } from "./http.ts";

export type Frame = { type: string; [key: string]: unknown };

/** A raw WebSocket to one of the streams, with everything that it was sent. */
export class Stream {
  readonly frames: Frame[] = [];
  /** The text frames as they came; each may hold several lines. */
  readonly texts: string[] = [];
  closed: { code: number; reason: string } | null = null;
  readonly #socket: WebSocket;
  #commands = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      this.texts.push(String(data));
      if (data === "pong") return;
      for (const line of String(data).split("\n")) this.frames.push(JSON.parse(line));
    });
    socket.addEventListener("close", ({ code, reason }) => {
      this.closed = { code, reason };
    });
    socket.accept();
  }

  send(data: string | ArrayBuffer): void {
    this.#socket.send(data);
  }

  /** Sends a command and waits for its answer. */
  async command(type: string, fields: object = {}): Promise<Frame> {
    this.#commands += 1;
    const id = `c${this.#commands}`;
    this.send(JSON.stringify({ id, type, ...fields }));
    return this.find((frame) => (frame.type === "ack" || frame.type === "error") && frame["id"] === id);
  }

  /** Waits for the first frame that fits. */
  async find(fits: (frame: Frame) => boolean): Promise<Frame> {
    return eventually(() => {
      const frame = this.frames.find(fits);
      if (!frame) throw new Error(`no such frame among ${JSON.stringify(this.frames)}`);
      return frame;
    });
  }

  ofType(type: string): Frame[] {
    return this.frames.filter((frame) => frame.type === type);
  }

  async waitForClose(): Promise<{ code: number; reason: string }> {
    return eventually(() => {
      if (!this.closed) throw new Error("still open");
      return this.closed;
    });
  }

  close(code = 1000): void {
    this.#socket.close(code);
  }
}

/** Opens a stream and waits until it is ready. */
export async function openStream(path: string, token: string): Promise<Stream> {
  const response = await call("GET", path, { token, headers: { upgrade: "websocket" } });
  if (!response.webSocket) throw new Error(`no upgrade: ${response.status} ${await response.text()}`);
  const stream = new Stream(response.webSocket);
  await stream.find(({ type }) => type === "ready");
  return stream;
}
