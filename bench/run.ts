// `npm run bench`: what Atrium costs, each figure beside the same work on a bare Worker, in the same run.
import { randomUUID } from "node:crypto";
import { onStop } from "../scripts/process/lifetime.ts";
import { runProgram } from "../scripts/process/program.ts";
import { say } from "../scripts/process/say.ts";
import { adasLogin, type Atrium, startAtrium } from "./atrium.ts";
import { startBare, type Target } from "./bare/start.ts";
import { cpuOf } from "./load/cpu.ts";
import { loadHttp } from "./load/http.ts";
import { measureDuringLogins } from "./load/login-flood.ts";
import { measureRevocations } from "./load/revocation.ts";
import { measureLatency, measureThroughput, type Room } from "./load/room.ts";

const rounds = 3;
const seconds = 3;
const connections = 32;
const window = 64;
const latencySamples = 1_000;
const revocations = 200;
const logins = 100;

/** What one measurement of one server gave. */
type Figures = Record<string, number>;

await runProgram(main);

async function main(): Promise<number> {
  const atrium = await startAtrium();
  onStop(atrium.stop);
  const bare = await startBare();
  onStop(bare.stop);

  say(`GET /api/v1/me, signed in, ${connections} at a time, against a bare Hono route`);
  // The same request to both, token and all: a server that does not look at a header has to take it in as well.
  const headers = { authorization: `Bearer ${atrium.token}` };
  await compare({
    atrium: () => requests(atrium, { path: "/api/v1/me", headers }),
    bare: () => requests(bare, { path: "/", headers }),
  });
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
  await showRevocations(atrium);
  await showLogins(atrium);
  return 0;
}

/** How soon after the call nothing of a session is left. */
async function showRevocations(atrium: Atrium): Promise<void> {
  say(`A session is revoked, with a socket of its user and one in a room open, ${revocations} times`);
  const all = await measureRevocations(atrium.account, revocations);
  const refused = all.filter(({ wasRefused }) => wasRefused).length;
  say(`  answered                ${showTimes(all.map(({ answered }) => answered))}`);
  say(`  both sockets closed     ${showTimes(all.map(({ closed }) => closed))}`);
  say(`  its next write refused  ${refused} of ${all.length}`);
  say();
}

/** How long others wait while passwords are hashed. */
async function showLogins(atrium: Atrium): Promise<void> {
  say(`${logins} logins at once, and a cheap route meanwhile`);
  const { times, statuses } = await measureDuringLogins(atrium.url, adasLogin, logins);
  say(`  the cheap route         ${showTimes(times)}, ${times.length} answers`);
  say(
    `  the logins              ${Object.entries(statuses)
      .map(([status, count]) => `${count} × ${status}`)
      .join(", ")}`,
  );
  say();
}

function showTimes(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}

/** Measures both in turns, so that whatever else the machine does meets both, and prints the medians. */
async function compare(measure: { atrium: () => Promise<Figures>; bare: () => Promise<Figures> }): Promise<void> {
  const all: { atrium: Figures[]; bare: Figures[] } = { atrium: [], bare: [] };
  // The first round only warms up.
  for (let round = 0; round <= rounds; round += 1) {
    for (const side of ["atrium", "bare"] as const) {
      const figures = await measure[side]();
      if (round > 0) all[side].push(figures);
    }
  }
  say(`  ${"".padEnd(24)}${"Atrium".padStart(12)}${"bare".padStart(12)}${"ratio".padStart(10)}`);
  for (const name of Object.keys(all.atrium[0] ?? {})) {
    const [ours, theirs] = [median(all.atrium, name), median(all.bare, name)];
    say(
      `  ${name.padEnd(24)}${show(ours).padStart(12)}${show(theirs).padStart(12)}${(ours / theirs).toFixed(2).padStart(10)}`,
    );
  }
  say();
}

async function requests(target: Target, request: Parameters<typeof loadHttp>[1]): Promise<Figures> {
  return perSecond("requests", target, () => loadHttp(target.port, request, { connections, seconds }));
}

async function throughput(target: Target, room: Room): Promise<Figures> {
  return perSecond("messages", target, () => measureThroughput(room, { window, seconds }));
}

async function latency(target: Target, room: Room): Promise<Figures> {
  const cpuBefore = cpuOf(target.pid);
  const times = await measureLatency(room, latencySamples);
  return {
    "p50, ms": times[Math.floor(times.length * 0.5)] ?? 0,
    "p99, ms": times[Math.floor(times.length * 0.99)] ?? 0,
    "CPU µs each": (cpuOf(target.pid) - cpuBefore) / times.length,
  };
}

async function perSecond(name: string, target: Target, load: () => Promise<number>): Promise<Figures> {
  const [cpuBefore, startedAt] = [cpuOf(target.pid), performance.now()];
  const count = await load();
  const elapsedSeconds = (performance.now() - startedAt) / 1000;
  return { [`${name} a second`]: count / elapsedSeconds, "CPU µs each": (cpuOf(target.pid) - cpuBefore) / count };
}

function bareRoom({ port }: Target, kind: "one-by-one" | "grouping"): Room {
  return {
    url: `ws://127.0.0.1:${port}/${kind}/${randomUUID()}`,
    members: [{}, {}],
    line: (clientId) => `{"clientId":"${clientId}","content":"Hello there"}`,
    // Everyone is shown everything, which is the sender's ack.
    isAck: () => true,
    isMessage: () => true,
  };
}

function median(all: Figures[], name: string): number {
  const sorted = all.map((figures) => figures[name] ?? 0).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function show(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(2);
}
