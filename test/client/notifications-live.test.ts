import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ScriptedServer } from "./scripted-server.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

async function open() {
  const server = new ScriptedServer();
  const live = server.client().notifications.live({});
  await vi.advanceTimersByTimeAsync(0);
  server.socket.greets();
  return { server, live };
}

function ackLast(server: ScriptedServer): void {
  server.socket.says({ type: "ack", id: server.socket.commands().at(-1)?.id });
}

async function reconnect(server: ScriptedServer): Promise<void> {
  server.socket.closes(1012);
  await vi.advanceTimersByTimeAsync(1_000);
  server.socket.greets();
}

test("says again after a reconnect whom one watches, and leaves one's status to the server that has it", async () => {
  const { server, live } = await open();
  const busy = live.setPresence("busy");
  ackLast(server);
  const watching = live.watchPresence(["user_2", "user_3"]);
  ackLast(server);
  await Promise.all([busy, watching]);

  await reconnect(server);

  expect(server.socket.commands()).toMatchObject([{ type: "presence.watch", userIds: ["user_2", "user_3"] }]);
});

test("a status that the server could not be told is said again after a reconnect, until it is", async () => {
  const { server, live } = await open();
  const away = live.setPresence("away");
  const id = server.socket.commands().at(-1)?.id;
  server.socket.says({ type: "error", id, code: "RATE_LIMITED", message: "Slow down." });
  await away;

  await reconnect(server);
  expect(server.socket.commands()).toMatchObject([{ type: "presence.set", status: "away" }]);
  ackLast(server);
  await reconnect(server);

  expect(server.socket.commands()).toEqual([]);
});

test("a status that was set elsewhere since is not overridden", async () => {
  const { server, live } = await open();
  const away = live.setPresence("away");
  const id = server.socket.commands().at(-1)?.id;
  server.socket.says({ type: "error", id, code: "UNAVAILABLE", message: "Not now." });
  await away;
  server.socket.says({ type: "presence.changed", userId: "user_1", status: "busy", lastSeenAt: null });

  await reconnect(server);

  expect(server.socket.commands()).toEqual([]);
});

test("whom one watches is said until the server has heard it", async () => {
  const { server, live } = await open();
  const watching = live.watchPresence(["user_2"]);
  ackLast(server);
  await watching;
  await reconnect(server);
  const [again] = server.socket.commands();
  server.socket.says({ type: "error", id: again?.id, code: "INTERNAL", message: "Oh." });

  await vi.advanceTimersByTimeAsync(5_000);
  ackLast(server);
  await vi.advanceTimersByTimeAsync(5_000);

  const watch = { type: "presence.watch", userIds: ["user_2"] };
  expect(server.socket.commands()).toMatchObject([watch, watch]);
});

test("what the server refused is not said again, but what was true before it", async () => {
  const { server, live } = await open();
  const watching = live.watchPresence(["user_2"]);
  ackLast(server);
  await watching;
  const refused = live.watchPresence(Array.from({ length: 101 }, (_, at) => `user_${at}`));
  const id = server.socket.commands().at(-1)?.id;
  server.socket.says({ type: "error", id, code: "VALIDATION_FAILED", message: "Too many." });
  await expect(refused).resolves.toMatchObject({ error: { code: "VALIDATION_FAILED" } });

  await reconnect(server);

  expect(server.socket.commands()).toMatchObject([{ type: "presence.watch", userIds: ["user_2"] }]);
});
