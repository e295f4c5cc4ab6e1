import type { WebSocket } from "ws";
import { nextLine, receivedEvery, type Room } from "./room.ts";
import { openSockets } from "./sockets.ts";

/**
 * Sends to a room with many listeners, keeping so many messages unacknowledged.
 *
 * @returns how many messages were delivered, counted at every listener, until all had all of them.
 */
export async function measureDeliveries(
  room: Room,
  { listeners, window, seconds }: { listeners: number; window: number; seconds: number },
): Promise<number> {
  const open = await openSockets(room, listeners);
  const [sender] = open.all;
  if (!sender) throw new Error("nobody listens");
  const until = performance.now() + seconds * 1000;
  let [sent, acked, delivered] = [0, 0, 0];
  const fill = () => {
    for (; sent - acked < window; sent += 1) sender.send(nextLine(room));
  };
  await new Promise<void>((resolve) => {
    const next = () => {
      if (performance.now() < until) fill();
      else if (acked === sent && delivered === sent * listeners) resolve();
    };
    for (const socket of open.all) {
      listen(socket, room, (lines) => {
        delivered += lines.filter((line) => room.isMessage(line)).length;
        if (socket === sender) acked += lines.filter((line) => room.isAck(line)).length;
        next();
      });
    }
    fill();
  });
  await open.close();
  return delivered;
}

function listen(socket: WebSocket, room: Room, onLines: (lines: string[]) => void): void {
  let unread = 0;
  socket.on("message", (data: Buffer) => {
    const lines = data.toString("latin1").split("\n");
    unread += data.length;
    if (unread >= receivedEvery) {
      const told = lines.map((line) => room.received?.(line)).findLast((line) => line !== undefined);
      if (told !== undefined) {
        socket.send(told);
        unread = 0;
      }
    }
    onLines(lines);
  });
}
