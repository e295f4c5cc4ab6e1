import { say } from "../../scripts/process/say.ts";
import type { Atrium } from "../atrium.ts";
import type { Target } from "../bare/start.ts";
import { memoryOf } from "../load/memory.ts";
import type { Room } from "../load/room.ts";
import { openSockets } from "../load/sockets.ts";
import { compare, type Figures } from "../report.ts";
import { bareRoom } from "./rooms.ts";

const sockets = 500;
/** Opened so many times over: once takes a fraction of a second. */
const openings = 4;

/** What a socket costs that only listens, and how many can be opened in a second. */
export async function showSockets(atrium: Atrium, bare: Target): Promise<void> {
  const room = await atrium.newRoom(sockets / atrium.socketsEach);
  say(`${sockets} sockets in one room, against a bare object`);
  await compare({ atrium: () => measure(atrium, room), bare: () => measure(bare, bareRoom(bare, "grouping")) });
}

async function measure(target: Target, room: Room): Promise<Figures> {
  const memoryBefore = memoryOf(target.pid);
  let memory = 0;
  let elapsedMs = 0;
  for (let opening = 0; opening < openings; opening += 1) {
    const startedAt = performance.now();
    const open = await openSockets(room, sockets);
    elapsedMs += performance.now() - startedAt;
    memory ||= memoryOf(target.pid) - memoryBefore;
    await open.close();
  }
  return {
    "connections a second": (sockets * openings * 1000) / elapsedMs,
    "KiB each": memory / 1024 / sockets,
  };
}
