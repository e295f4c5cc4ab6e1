import { randomUUID } from "node:crypto";
import { say } from "../../scripts/process/say.ts";
import type { Atrium } from "../atrium.ts";
import type { Target } from "../bare/start.ts";
import { cpuOf } from "../load/cpu.ts";
import { content, measureLatency, measureThroughput, type Room } from "../load/room.ts";
import { compare, type Figures, perSecond, quantile } from "../report.ts";

const seconds = 2;
const window = 64;
const latencySamples = 1_000;

export type BareKind = "one-by-one" | "grouping";

/** Messages between two members. */
export async function showRooms(atrium: Atrium, bare: Target): Promise<void> {
  say("A message from one member to the other, one at a time, against a bare insert-and-broadcast object");
  await compare({
    atrium: async () => latency(atrium, await atrium.newRoom()),
    bare: async () => latency(bare, bareRoom(bare, "one-by-one")),
  });
  for (const kind of ["one-by-one", "grouping"] as const) {
    say(`Messages between two members, ${window} in flight, against a bare ${kind} object`);
    await compare({
      atrium: async () => throughput(atrium, await atrium.newRoom()),
      bare: () => throughput(bare, bareRoom(bare, kind)),
    });
  }
}

export function bareRoom({ port }: Target, kind: BareKind): Room {
  return {
    url: `ws://127.0.0.1:${port}/${kind}/${randomUUID()}`,
    members: [{}, {}],
    line: (clientId) => `{"clientId":"${clientId}","content":"${content}"}`,
    // Everyone is shown everything, which is the sender's ack.
    isAck: () => true,
    isMessage: () => true,
  };
}

async function throughput(target: Target, room: Room): Promise<Figures> {
  return perSecond("messages", target, () => measureThroughput(room, { window, seconds }));
}

async function latency(target: Target, room: Room): Promise<Figures> {
  const cpuBefore = cpuOf(target.pid);
  const times = await measureLatency(room, latencySamples);
  return {
    "p50, ms": quantile(times, 0.5),
    "p99, ms": quantile(times, 0.99),
    "CPU µs each": (cpuOf(target.pid) - cpuBefore) / times.length,
  };
}
