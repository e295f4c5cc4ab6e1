import { globSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { eventually } from "../support/eventually.ts";
import { percentile } from "../support/latencies.ts";
import { type RawFrame, RawStream } from "../support/raw-stream.ts";
import { type RemoteUser, signInAt } from "../support/remote-user.ts";
import { processesOf, type Server, startServer } from "../support/server.ts";

/** The longest that the contract allows. */
const content = "x".repeat(10_000);
/** 4,000 × 100 KB would be 400 MB; a message is a tenth of that, and 40 MB are five times what a client may owe. */
const count = Number(process.env["SLOW_MESSAGES"] ?? 4_000);
const warmUp = 1_000;
const inFlight = 6;
/** A client may owe 8 MiB; besides, the runtime keeps pages of its database, and garbage until it is collected. */
const mostGrownMib = 192;
/** How much slower the others may become: what a busy machine alone makes of it. */
const mostTimes = 4;
const patience = { timeout: 60_000, interval: 20 };

let server: Server;
let ada: RemoteUser;
let grace: RemoteUser;
const streams: Client[] = [];

beforeAll(async () => {
  server = await startServer({ env: { LOG_LEVEL: "error", LIMIT_COMMANDS: "100000/1" } });
  [ada, grace] = await Promise.all([signInAt(server.url, "ada"), signInAt(server.url, "grace")]);
}, 120_000);

afterAll(async () => {
  for (const stream of streams) stream.end();
  await server.stop();
});

/** A client that times what it is told. */
class Client extends RawStream {
  readonly toldAt = new Map<string, number>();
  acked = 0;

  protected override onFrame({ type, message }: RawFrame): void {
    if (type === "ack") this.acked += 1;
    if (type === "message.created" && message) this.toldAt.set(message.clientId, performance.now());
  }
}

async function enter(user: RemoteUser, conversationId: string): Promise<Client> {
  const client = new Client(user, `/conversations/${conversationId}/live`);
  streams.push(client);
  void client.run();
  await client.ready();
  return client;
}

/** Sends messages, a few at a time. @returns how long each took to reach the reader. */
async function flood(sender: Client, reader: Client, name: string, messages: number): Promise<number[]> {
  const sentAt = new Map<string, number>();
  const before = sender.acked;
  for (let at = 0; at < messages; at += 1) {
    await vi.waitUntil(() => at - (sender.acked - before) < inFlight, { timeout: 30_000, interval: 1 });
    const clientId = `${name}-${at}`;
    sentAt.set(clientId, performance.now());
    sender.send({ id: clientId, type: "message.send", clientId, content });
  }
  await eventually(() => expect([...sentAt.keys()].filter((id) => !reader.toldAt.has(id))).toEqual([]), patience);
  return [...sentAt].map(([id, at]) => (reader.toldAt.get(id) ?? 0) - at);
}

/** What the runtime holds in memory. */
function residentMib(): number {
  const runtime = processesOf(server.pid).find(({ command }) => command.includes("workerd"));
  const [, pages = "0"] = readFileSync(`/proc/${runtime?.pid}/statm`, "utf8").split(" ");
  return (Number(pages) * 4_096) / 1024 / 1024;
}

// Only Linux tells what a process holds in this way.
test.runIf(globSync("/proc/self/statm").length > 0)(
  "who stops reading is closed with 4408, and costs the others neither memory nor time",
  { timeout: 300_000 },
  async () => {
    const { body } = await ada.insist<{ id: string }>("POST", "/conversations", { type: "direct", userId: grace.id });
    const [sender, reader, slow] = await Promise.all([
      enter(ada, body.id),
      enter(grace, body.id),
      enter(grace, body.id),
    ]);
    const before = percentile(await flood(sender, reader, "warm", warmUp), 0.99);
    const residentBefore = residentMib();

    slow.pause();
    const during = percentile(await flood(sender, reader, "slow", count), 0.99);
    const grownMib = residentMib() - residentBefore;
    slow.resume();

    await eventually(() => expect(slow.closes).toEqual([4408]), patience);
    expect(slow.toldAt.size).toBeLessThan(warmUp + count);
    slow.end();
    const after = percentile(await flood(sender, reader, "after", warmUp), 0.99);
    expect([...sender.closes, ...reader.closes]).toEqual([]);
    expect(grownMib).toBeLessThan(mostGrownMib);
    expect(during / Math.max(before, after)).toBeLessThan(mostTimes);
    // oxlint-disable-next-line no-console -- the figures are half of what it is for
    console.log(JSON.stringify({ count, grownMib: Math.round(grownMib), p99Ms: { before, during, after } }));
  },
);
