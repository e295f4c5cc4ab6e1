import { once } from "node:events";
import { WebSocket } from "ws";
import type { Room } from "./room.ts";

const atOnce = 32;

export type OpenSockets = { all: WebSocket[]; close(): Promise<void> };

/** Opens so many sockets of a room's members in turn, some at a time. */
export async function openSockets(room: Room, count: number): Promise<OpenSockets> {
  const all: WebSocket[] = [];
  let begun = 0;
  const open = async () => {
    while (begun < count) {
      const headers = room.members[begun % room.members.length] ?? {};
      begun += 1;
      const socket = new WebSocket(room.url, { headers, perMessageDeflate: false });
      await once(socket, "open");
      all.push(socket);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, open));
  return { all, close: () => closeAll(all) };
}

/** Waits for each to be closed: the next measurement begins with none. */
async function closeAll(sockets: WebSocket[]): Promise<void> {
  // A socket that never sent anything is let go by the local runtime only seconds after its close frame.
  for (const socket of sockets) socket.send("ping");
  await Promise.all(
    sockets.map(async (socket) => {
      socket.close();
      await once(socket, "close");
    }),
  );
}
