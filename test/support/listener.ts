import { WebSocket } from "ws";
import { type RawFrame, RawStream } from "./raw-stream.ts";
import type { RemoteUser } from "./remote-user.ts";

/** A stream with all its frames. */
export class Listener extends RawStream {
  readonly frames: RawFrame[] = [];

  ofType(type: string): RawFrame[] {
    return this.frames.filter((frame) => frame.type === type);
  }

  protected override onFrame(frame: RawFrame): void {
    this.frames.push(frame);
  }
}

/** One attempt at a socket: the status that refused it, or the socket. */
export function knock(user: RemoteUser, path: string): Promise<WebSocket | number> {
  const socket = new WebSocket(`${user.url.replace("http", "ws")}/api/v1${path}`, [
    "atrium.v1",
    `bearer.${user.token}`,
  ]);
  return new Promise((resolve, reject) => {
    socket.on("open", () => resolve(socket));
    socket.on("error", reject);
    socket.on("unexpected-response", (request, response) => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    });
  });
}

/** The code with which a socket is closed, once it is. */
export const closeOf = (socket: WebSocket) =>
  new Promise<number>((resolve) => {
    socket.on("error", () => undefined);
    socket.on("close", resolve);
  });
