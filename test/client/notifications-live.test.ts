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

test("says again after a reconnect how one is and whom one watches", async () => {
  const { server, live } = await open();
  const busy = live.setPresence("busy");
  ackLast(server);
  const watching = live.watchPresence(["user_2", "user_3"]);
  ackLast(server);
  await Promise.all([busy, watching]);

  server.socket.closes(1012);
  await vi.advanceTimersByTimeAsync(1_000);
  server.socket.greets();

  expect(server.socket.commands()).toMatchObject([
    { type: "presence.set", status: "busy" },
    { type: "presence.watch", userIds: ["user_2", "user_3"] },
  ]);
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

  server.socket.closes(1012);
  await vi.advanceTimersByTimeAsync(1_000);
  server.socket.greets();

  expect(server.socket.commands()).toMatchObject([{ type: "presence.watch", userIds: ["user_2"] }]);
});
