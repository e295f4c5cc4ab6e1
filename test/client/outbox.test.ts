import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Message, Result } from "../../src/client/index.ts";
import { problem, ScriptedServer } from "./scripted-server.ts";
import { conversationId, post, posted, settle, signedIn, stored } from "./signed-in.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("a message goes from pending over sent to acked, and its promise gives it as stored", async () => {
  const { server, client, store, states } = await signedIn();
  server.answers[post] = { status: 201, body: stored("a") };

  const { data } = await client.chat.send(conversationId, { clientId: "a", content: "hello" });

  expect(data?.id).toBe("msg_a");
  expect(states).toEqual(["pending a", "sent a", "acked a"]);
  expect(client.chat.outbox.list()).toEqual([]);
  await expect(store.isEmpty()).resolves.toBe(true);
});

test("while the conversation is open, messages take its socket", async () => {
  const { server, client } = await signedIn();
  client.chat.live(conversationId, { after: 0 });
  await settle();
  server.socket.greets();

  const sending = client.chat.send(conversationId, { clientId: "a", content: "hello", attachments: ["file_1"] });
  await settle();
  const [command] = server.socket.commands();
  server.socket.says({ type: "ack", id: command?.id, seq: 1, message: stored("a") });

  expect(command).toMatchObject({ type: "message.send", clientId: "a", content: "hello", attachments: ["file_1"] });
  await expect(sending).resolves.toMatchObject({ data: { id: "msg_a" } });
  expect(posted(server)).toEqual([]);
});

test("a message whose socket is lost is sent again, under the same clientId, as soon as there is one", async () => {
  const { server, client, states } = await signedIn();
  server.answers[post] = problem(503, "UNAVAILABLE");
  client.chat.live(conversationId, { after: 0 });
  await settle();
  server.socket.greets();
  const sending = client.chat.send(conversationId, { clientId: "a", content: "hello" });
  await settle();

  server.socket.closes(1012);
  await settle();
  server.socket.greets();
  await vi.advanceTimersByTimeAsync(2_000);
  const [again] = server.socket.commands();
  server.socket.says({ type: "ack", id: again?.id, seq: 1, message: stored("a") });

  expect(again).toMatchObject({ type: "message.send", clientId: "a" });
  await expect(sending).resolves.toMatchObject({ data: { id: "msg_a" } });
  expect(states.slice(0, 3)).toEqual(["pending a", "sent a", "pending a"]);
  expect(states.at(-1)).toBe("acked a");
});

test("messages of one conversation are sent one after the other, in the order of the calls", async () => {
  const { server, client } = await signedIn();
  const answers = [problem(500, "INTERNAL"), problem(503, "UNAVAILABLE")];
  server.answers[post] = () => answers.shift() ?? { status: 201, body: stored("any") };

  const sending = ["a", "b", "c"].map((clientId) => client.chat.send(conversationId, { clientId, content: "x" }));
  await vi.advanceTimersByTimeAsync(10_000);
  await Promise.all(sending);

  expect(posted(server)).toEqual(["a", "a", "a", "b", "c"]);
});

test.for([
  [403, "FORBIDDEN"],
  [404, "NOT_FOUND"],
  [422, "VALIDATION_FAILED"],
])("a refusal with %i fails at once, stays to be seen, and holds up nobody", async ([status, code]) => {
  const { server, client, states } = await signedIn();
  const answers = [problem(Number(status), String(code))];
  server.answers[post] = () => answers.shift() ?? { status: 201, body: stored("b") };

  const [refused, next] = await Promise.all([
    client.chat.send(conversationId, { clientId: "a", content: "x" }),
    client.chat.send(conversationId, { clientId: "b", content: "y" }),
  ]);

  expect(refused.error?.code).toBe(code);
  expect(next.data?.id).toBe("msg_b");
  expect(states).toContain("failed a");
  expect(client.chat.outbox.list()).toMatchObject([{ clientId: "a", state: "failed", error: { code } }]);
});

test("a failed message is sent when it is tried again, and gone when it is thrown away", async () => {
  const { server, client, store } = await signedIn();
  server.answers[post] = problem(403, "FORBIDDEN");
  await client.chat.send(conversationId, { clientId: "a", content: "x" });
  await client.chat.send(conversationId, { clientId: "b", content: "y" });
  server.answers[post] = { status: 201, body: stored("a") };

  await client.chat.outbox.retry({ conversationId, clientId: "a" });
  await client.chat.outbox.discard({ conversationId, clientId: "b" });
  await settle();

  expect(posted(server)).toEqual(["a", "b", "a"]);
  expect(client.chat.outbox.list()).toEqual([]);
  await expect(store.isEmpty()).resolves.toBe(true);
});

test("a server that names a time is not asked before it", async () => {
  const { server, client } = await signedIn();
  const answers = [{ ...problem(429, "RATE_LIMITED"), headers: { "retry-after": "30" } }];
  server.answers[post] = () => answers.shift() ?? { status: 201, body: stored("a") };

  const sending = client.chat.send(conversationId, { clientId: "a", content: "x" });
  await vi.advanceTimersByTimeAsync(29_000);
  expect(posted(server)).toEqual(["a"]);
  await vi.advanceTimersByTimeAsync(2_000);

  await expect(sending).resolves.toMatchObject({ data: { id: "msg_a" } });
  expect(posted(server)).toEqual(["a", "a"]);
});

test("the same clientId again is the same message", async () => {
  const { server, client } = await signedIn();
  server.answers[post] = { status: 201, body: stored("a") };

  const results: Result<Message>[] = await Promise.all([
    client.chat.send(conversationId, { clientId: "a", content: "x" }),
    client.chat.send(conversationId, { clientId: "a", content: "x" }),
  ]);

  expect(results.map(({ data }) => data?.id)).toEqual(["msg_a", "msg_a"]);
  expect(posted(server)).toEqual(["a"]);
});

test("the same clientId again after a refusal is a new try", async () => {
  const { server, client } = await signedIn();
  const answers = [problem(403, "FORBIDDEN")];
  server.answers[post] = () => answers.shift() ?? { status: 201, body: stored("a") };
  await client.chat.send(conversationId, { clientId: "a", content: "x" });

  const { data } = await client.chat.send(conversationId, { clientId: "a", content: "x" });

  expect(data?.id).toBe("msg_a");
  expect(client.chat.outbox.list()).toEqual([]);
});

test("nobody who is not signed in can write", async () => {
  const server = new ScriptedServer();
  server.answers["POST /api/v1/auth/refresh"] = problem(401, "UNAUTHENTICATED");
  const client = server.client();

  const { error } = await client.chat.send(conversationId, { content: "x" });

  expect(error?.code).toBe("UNAUTHENTICATED");
  expect(client.chat.outbox.list()).toEqual([]);
});

test("the outbox takes a thousand messages, and no more until some have left", async () => {
  const { server, client, store } = await signedIn();
  server.answers[post] = problem(503, "UNAVAILABLE");
  const waiting = Array.from({ length: 1_000 }, () => client.chat.send(conversationId, { content: "x" }));
  await settle();

  const refused = await client.chat.send(conversationId, { clientId: "one too many", content: "x" });
  server.answers[post] = { status: 201, body: stored("any") };
  await vi.advanceTimersByTimeAsync(60_000);
  await Promise.all(waiting);
  const taken = await client.chat.send(conversationId, { clientId: "later", content: "x" });

  expect(refused.error?.code).toBe("OUTBOX_FULL");
  expect(taken.error).toBeNull();
  await expect(store.isEmpty()).resolves.toBe(true);
});
