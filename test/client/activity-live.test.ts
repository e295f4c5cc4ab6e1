import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ActivityLive } from "../../src/client/index.ts";
import { ScriptedServer } from "./scripted-server.ts";

const topics = ["post:post_1", "space:space_1"];

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

type Watched = { server: ScriptedServer; live: ActivityLive; told: unknown[] };

/** A stream that is up and follows both topics. */
async function following(): Promise<Watched> {
  const server = new ScriptedServer();
  const told: unknown[] = [];
  const live = server.client().activity.live({
    onEvent: (event) => told.push(event.type),
    onRecovered: (outcome) => told.push(outcome),
    onLost: (lost, { code }) => told.push({ lost, code }),
  });
  await settle();
  server.socket.greets();
  const subscribing = live.subscribe(topics);
  server.socket.says({ type: "ack", id: server.socket.commands()[0]?.id });
  await subscribing;
  return { server, live, told };
}

/** Lets everything happen that waits for nothing but its turn. */
async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

async function reconnect(server: ScriptedServer): Promise<void> {
  server.socket.closes(1012);
  await vi.advanceTimersByTimeAsync(1_000);
  server.socket.greets();
}

test("follows its topics again after a reconnect, and tells that what was missed is gone", async () => {
  const { server, told } = await following();

  await reconnect(server);

  expect(server.socket.url.href).toBe("ws://scripted.test/api/v1/activity/live");
  expect(server.socket.commands()).toMatchObject([{ type: "subscribe", topics }]);
  expect(told).toEqual(["ready", "ready", { recovered: false }]);
});

test("follows no more what it was told to leave", async () => {
  const { server, live } = await following();
  const leaving = live.unsubscribe(["post:post_1"]);
  server.socket.says({ type: "ack", id: server.socket.commands()[1]?.id });
  await leaving;

  await reconnect(server);

  expect(server.socket.commands()).toMatchObject([{ type: "subscribe", topics: ["space:space_1"] }]);
});

test("a topic that is gone after a reconnect is told, and costs none of the others", async () => {
  const { server, told } = await following();
  await reconnect(server);

  const [again] = server.socket.commands();
  const gone = { type: "error", id: again?.id, code: "NOT_FOUND", message: "Gone.", topics: ["post:post_1"] };
  server.socket.says(gone);
  await settle();

  expect(told.at(-1)).toEqual({ lost: ["post:post_1"], code: "NOT_FOUND" });
  expect(server.socket.commands()[1]).toMatchObject({ type: "subscribe", topics: ["space:space_1"] });
});

test("never tells how far it has read, and takes events as they come", async () => {
  const { server, told } = await following();

  for (let at = 0; at < 600; at += 1) server.socket.says({ type: "counters", topic: topics[0], counters: {} });

  expect(told.filter((one) => one === "counters")).toHaveLength(600);
  expect(server.socket.commands()).toHaveLength(1);
});

test("a refusal that passes is asked again on the same connection, without what was left meanwhile", async () => {
  const { server, live, told } = await following();
  await reconnect(server);
  const [again] = server.socket.commands();
  server.socket.says({ type: "error", id: again?.id, code: "UNAVAILABLE", message: "Not now." });
  await settle();
  void live.unsubscribe(["post:post_1"]);

  await vi.advanceTimersByTimeAsync(5_000);

  const commands = server.socket.commands();
  expect(commands.map(({ type }) => type)).toEqual(["subscribe", "unsubscribe", "subscribe"]);
  expect(commands.at(-1)).toMatchObject({ topics: ["space:space_1"] });
  expect(told).not.toContainEqual(expect.objectContaining({ code: "UNAVAILABLE" }));
});

test("a refusal that passes is asked again more and more seldom", async () => {
  const { server } = await following();
  await reconnect(server);
  const answered = new Set<string>();
  const refuse = () => {
    for (const { id } of server.socket.commands()) {
      if (answered.has(id)) continue;
      answered.add(id);
      server.socket.says({ type: "error", id, code: "RATE_LIMITED", message: "Slow down." });
    }
  };

  for (let second = 0; second < 20; second += 1) {
    refuse();
    // What says that the connection lives.
    server.socket.saysText("pong");
    await vi.advanceTimersByTimeAsync(1_000);
  }

  expect(server.socket.commands().length).toBeGreaterThan(2);
  expect(server.socket.commands().length).toBeLessThan(15);
});

test("what one connection refused is asked of the next once", async () => {
  const { server } = await following();
  await reconnect(server);
  const [again] = server.socket.commands();
  server.socket.says({ type: "error", id: again?.id, code: "INTERNAL", message: "Oh." });
  await settle();

  await reconnect(server);
  await vi.advanceTimersByTimeAsync(5_000);

  expect(server.socket.commands()).toMatchObject([{ type: "subscribe", topics }]);
});

test("what is left before the server has answered is not followed again", async () => {
  const { server, live } = await following();
  const subscribing = live.subscribe(["post:post_2", "post:post_3"]);
  const leaving = live.unsubscribe(["post:post_2"]);
  for (const { id } of server.socket.commands().slice(1)) server.socket.says({ type: "ack", id });
  await Promise.all([subscribing, leaving]);

  await reconnect(server);

  expect(server.socket.commands()).toMatchObject([{ type: "subscribe", topics: [...topics, "post:post_3"] }]);
});
