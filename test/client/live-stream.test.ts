import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { SignOutReason } from "../../src/client/index.ts";
import { problem, ScriptedServer, tokenOf } from "./scripted-server.ts";
import { conversationId, created, seqsOf, settle, watch } from "./watch.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("offers its token as a subprotocol and resumes after the event it is told", async () => {
  const { server } = await watch({ after: 41 });

  expect(server.socket.url.href).toBe("ws://scripted.test/api/v1/conversations/conv_1/live?after=41");
  expect(server.socket.protocols).toEqual(["atrium.v1", `bearer.${tokenOf("user_1")}`]);
});

test("gives each event of a frame once and in order, also when some come again after a reconnect", async () => {
  const { server, events, states } = await watch({ after: 1 });
  server.socket.greets(3);
  server.socket.says(created(2), created(3));

  server.socket.closes(1012);
  await settle();
  server.socket.greets(5);
  server.socket.says(created(3), created(4), created(5));

  expect(server.socket.url.searchParams.get("after")).toBe("3");
  expect(seqsOf(events)).toEqual([2, 3, 4, 5]);
  expect(states).toEqual(["live", "reconnecting", "live"]);
});

test("a stream begun without a number resumes from where it stood at the greeting", async () => {
  const { server } = await watch();
  server.socket.greets(7);

  server.socket.closes(1012);
  await settle();

  expect(server.socket.url.searchParams.get("after")).toBe("7");
});

test("says something as soon as it is open, which is a ping", async () => {
  const { server } = await watch();
  expect(server.socket.sent).toEqual([]);

  server.socket.opens();

  expect(server.socket.sent).toEqual(["ping"]);
});

test("closed before it is open, it lets the handshake end, and says nothing then", async () => {
  const { server, live } = await watch();

  live.close();
  expect(server.socket.isClosedByClient).toBe(false);
  server.socket.opens();

  expect(server.socket.isClosedByClient).toBe(true);
  expect(server.socket.sent).toEqual([]);
});

test("closed before it is open, it breaks a handshake off that does not end", async () => {
  const { server, live } = await watch();

  live.close();
  await vi.advanceTimersByTimeAsync(10_000);

  expect(server.socket.isClosedByClient).toBe(true);
  expect(server.sockets).toHaveLength(1);
});

test("a reset is told, and the stream goes on from its number", async () => {
  const { server, events } = await watch({ after: 900 });
  server.socket.greets(12);
  server.socket.says({ type: "reset", seq: 12 });
  server.socket.says(created(13));

  expect(events.map(({ type }) => type)).toEqual(["ready", "reset", "message.created"]);
  server.socket.closes(1012);
  await settle();
  expect(server.socket.url.searchParams.get("after")).toBe("13");
});

test("a connection that answers no heartbeat within ten seconds is replaced", async () => {
  const { server, states } = await watch({ after: 0 });
  server.socket.greets();

  await vi.advanceTimersByTimeAsync(25_000);
  expect(server.socket.sent).toEqual(["ping", "ping"]);
  server.socket.saysText("pong");
  await vi.advanceTimersByTimeAsync(25_000 + 9_000);
  expect(states).toEqual(["live"]);
  await vi.advanceTimersByTimeAsync(1_000);

  expect(states).toEqual(["live", "reconnecting"]);
  expect(server.sockets[0]?.isClosedByClient).toBe(true);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(server.sockets).toHaveLength(2);
});

test("a connection on which much is heard is asked all the same: the server, too, wants to hear", async () => {
  const { server, states } = await watch({ after: 0 });
  server.socket.greets();

  for (let seq = 1; seq <= 30; seq += 1) {
    await vi.advanceTimersByTimeAsync(2_000);
    server.socket.says(created(seq));
  }

  expect(server.socket.sent.filter((text) => text === "ping")).toHaveLength(3);
  expect(states).toEqual(["live"]);
});

test("tells how far it has read before 500 events are unread", async () => {
  const { server } = await watch({ after: 0 });
  server.socket.greets();

  for (let seq = 1; seq <= 1_000; seq += 1) server.socket.says(created(seq));

  const told = server.socket.commands().map((command) => command["seq"]);
  expect(told.length).toBeGreaterThanOrEqual(2);
  expect(server.socket.commands()[0]).toEqual({ type: "received", seq: told[0] });
  expect(Number(told[0])).toBeLessThanOrEqual(500);
});

test("tells the last number again for what has none, before a megabyte is unread", async () => {
  const { server } = await watch({ after: 0 });
  server.socket.greets();
  server.socket.says(created(1));

  for (let at = 0; at < 40; at += 1) server.socket.says({ type: "typing", userId: "u".repeat(50_000), isTyping: true });

  expect(server.socket.commands().length).toBeGreaterThanOrEqual(2);
  expect(new Set(server.socket.commands().map((command) => JSON.stringify(command)))).toEqual(
    new Set([JSON.stringify({ type: "received", seq: 1 })]),
  );
});

test("the end of the session ends the stream and tells the application", async () => {
  const reasons: SignOutReason[] = [];
  const { server, states } = await watch({ after: 0, onSignedOut: (reason) => reasons.push(reason) });
  server.socket.greets();

  server.socket.closes(4401);
  await vi.advanceTimersByTimeAsync(60_000);

  expect(states).toEqual(["live", "session-over"]);
  expect(reasons).toEqual(["session-over"]);
  expect(server.sockets).toHaveLength(1);
});

test.for([
  [4403, "not-a-member"],
  [4404, "gone"],
] as const)("after %i it does not come back", async ([code, reason]) => {
  const { server, states } = await watch({ after: 0 });
  server.socket.greets();

  server.socket.closes(code);
  await vi.advanceTimersByTimeAsync(60_000);

  expect(states).toEqual(["live", reason]);
  expect(server.sockets).toHaveLength(1);
});

test("when a socket is refused, plain HTTP tells why: nothing there, or just not now", async () => {
  const { server, states } = await watch({ after: 0 });
  server.answers["GET /api/v1/conversations/conv_1"] = problem(503, "UNAVAILABLE");

  server.socket.closes(1006);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(server.sockets).toHaveLength(2);
  server.answers["GET /api/v1/conversations/conv_1"] = problem(404, "NOT_FOUND");
  server.socket.closes(1006);
  await vi.advanceTimersByTimeAsync(60_000);

  expect(states).toEqual(["reconnecting", "gone"]);
  expect(server.sockets).toHaveLength(2);
});

test("a mistake in the application's handler costs it no events", async () => {
  const mistakes: unknown[] = [];
  vi.stubGlobal("queueMicrotask", (report: () => void) => {
    try {
      report();
    } catch (error) {
      mistakes.push(error);
    }
  });
  const server = new ScriptedServer();
  const seen: number[] = [];
  server.client().chat.live(conversationId, {
    after: 0,
    onEvent: (event) => {
      if (event.type !== "message.created") return;
      seen.push(event.seq);
      if (event.seq === 1) throw new Error("a mistake");
    },
  });
  await settle();

  server.socket.greets(2);
  server.socket.says(created(1), created(2));
  vi.unstubAllGlobals();

  expect(seen).toEqual([1, 2]);
  expect(mistakes).toEqual([new Error("a mistake")]);
});
