import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { percentile } from "../support/latencies.ts";
import { type RawFrame, RawStream } from "../support/raw-stream.ts";
import { type RemoteUser, signInAt, signUpAt } from "../support/remote-user.ts";
import { type Server, startServer } from "../support/server.ts";

const subscribers = Number(process.env["SUBSCRIBERS"] ?? 3_000);
const publishes = 200;
const everyMs = 50;
/** As many as one member may have in a room. */
const socketsEach = 50;
const atOnce = 100;

let server: Server;
const looking: Subscriber[] = [];

beforeAll(async () => {
  const unlimited = "100000/1";
  const env = { LOG_LEVEL: "error", LIMIT_CONNECT: unlimited, LIMIT_REGISTER: unlimited, LIMIT_VERIFY: unlimited };
  server = await startServer({ env });
}, 120_000);

afterAll(async () => {
  for (const subscriber of looking) subscriber.end();
  await server.stop();
});

/** When each message was sent, by its number among them. */
const sentAt: number[] = [];

/** Somebody who looks on: what they keep is small, since there are thousands of them. */
class Subscriber extends RawStream {
  readonly latencies: number[] = [];

  protected override onFrame({ type, message }: RawFrame): void {
    const at = Number(message?.clientId);
    if (type === "message.created") this.latencies.push(performance.now() - (sentAt[at] ?? 0));
  }
}

async function signUpMany(count: number): Promise<RemoteUser[]> {
  const users: RemoteUser[] = [];
  for (let at = 0; at < count; at += 4) {
    const names = Array.from({ length: Math.min(4, count - at) }, (_, of) => `subscriber_${at + of}`);
    users.push(...(await Promise.all(names.map((name) => signUpAt(server.url, name)))));
  }
  return users;
}

async function seat(users: RemoteUser[], conversationId: string): Promise<void> {
  for (let from = 0; from < subscribers; from += atOnce) {
    const streams = Array.from({ length: Math.min(atOnce, subscribers - from) }, (_, at) => {
      const user = users[Math.floor((from + at) / socketsEach)];
      if (!user) throw new Error("there are too few users");
      return new Subscriber(user, `/conversations/${conversationId}/live`);
    });
    looking.push(...streams);
    for (const stream of streams) void stream.run();
    await Promise.all(streams.map((stream) => stream.ready()));
  }
}

test(`each of ${subscribers} subscribers is told of everything once, in order`, { timeout: 300_000 }, async () => {
  const ada = await signInAt(server.url, "ada");
  const users = await signUpMany(Math.ceil(subscribers / socketsEach));
  const json = { type: "group", title: "Everybody", memberIds: users.map(({ id }) => id) };
  const { id } = (await ada.insist<{ id: string }>("POST", "/conversations", json)).body;
  await seat(users, id);
  const publisher = new Subscriber(ada, `/conversations/${id}/live`);
  looking.push(publisher);
  void publisher.run();
  await publisher.ready();
  const began = performance.now();

  for (let at = 0; at < publishes; at += 1) {
    sentAt.push(performance.now());
    publisher.send({ id: `p${at}`, type: "message.send", clientId: String(at), content: `Message ${at}.` });
    await sleep(Math.max(0, began + (at + 1) * everyMs - performance.now()));
  }
  await eventually(() => expect(looking.filter(({ latencies }) => latencies.length < publishes)).toHaveLength(0), {
    timeout: 60_000,
    interval: 200,
  });

  const due = Array.from({ length: publishes }, (_, at) => `${at + 1} message.created ${ada.id}/${at}`);
  const wrong = looking.filter(({ steps, closes }) => {
    const told = steps.flatMap((step) => (step.kind === "event" ? [`${step.seq} ${step.type} ${step.about}`] : []));
    return closes.length > 0 || told.length !== due.length || told.some((event, at) => event !== due[at]);
  });
  expect(wrong.map(({ closes, steps }) => ({ closes, steps: steps.length }))).toEqual([]);
  const all = looking.flatMap(({ latencies }) => latencies);
  const [p50, p99] = [percentile(all, 0.5), percentile(all, 0.99)].map(Math.round);
  // oxlint-disable-next-line no-console -- the figures are half of what it is for
  console.log(JSON.stringify({ subscribers, publishes, p50Ms: p50, p99Ms: p99 }));
});
