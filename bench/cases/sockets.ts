import { say } from "../../scripts/process/say.ts";
import type { Atrium } from "../atrium.ts";
import type { Target } from "../bare/start.ts";
import { memoryOf } from "../load/memory.ts";
import type { Room } from "../load/room.ts";
import { openSockets } from "../load/sockets.ts";
import { compare, type Figures } from "../report.ts";
import { bareRoom } from "./rooms.ts";

const sockets = 500;

/** What a socket costs that only listens, and how many can be opened in a second. */
export async function showSockets(atrium: Atrium, bare: Target): Promise<void> {
  const room = await atrium.newRoom(sockets / atrium.socketsEach);
  say(`${sockets} sockets in one room, against a bare object`);
  await compare({ atrium: () => measure(atrium, room), bare: () => measure(bare, bareRoom(bare, "grouping")) });
}

async function measure(target: Target, room: Room): Promise<Figures> {
  const memoryBefore = memoryOf(target.pid);
  const startedAt = performance.now();
  const open = await openSockets(room, sockets);
  const elapsedSeconds = (performance.now() - startedAt) / 1000;
  const memory = memoryOf(target.pid) - memoryBefore;
  await open.close();
  return { "connections a second": sockets / elapsedSeconds, "KiB each": memory / 1024 / sockets };
}
