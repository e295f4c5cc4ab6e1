import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { settle, watch } from "./watch.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("a command without an answer is sent again, and its promise settles once", async () => {
  const { server, live } = await watch({ after: 0 });
  server.socket.greets();
  const editing = live.edit("msg_1", "hello");
  expect(server.socket.commands()).toMatchObject([{ type: "message.edit", messageId: "msg_1", content: "hello" }]);

  server.socket.closes(1006);
  await vi.advanceTimersByTimeAsync(1_000);
  server.socket.greets();
  const [again] = server.socket.commands();
  server.socket.says({ type: "ack", id: again?.id });

  expect(again).toMatchObject({ type: "message.edit", messageId: "msg_1", content: "hello" });
  await expect(editing).resolves.toEqual({ data: null, error: null });
});

test("a command that the server refuses is not sent again", async () => {
  const { server, live } = await watch({ after: 0 });
  server.socket.greets();
  const editing = live.edit("msg_1", "hello");

  server.socket.says({ type: "error", id: server.socket.commands()[0]?.id, code: "FORBIDDEN", message: "Not yours." });
  server.socket.closes(1012);
  await settle();
  server.socket.greets();

  await expect(editing).resolves.toMatchObject({ data: null, error: { code: "FORBIDDEN", detail: "Not yours." } });
  expect(server.socket.commands()).toEqual([]);
});

test("a command is given up after a minute without an answer, and when the stream is closed", async () => {
  const { server, live } = await watch({ after: 0 });
  const patient = live.react("msg_1", "🙂");
  await vi.advanceTimersByTimeAsync(61_000);
  await expect(patient).resolves.toMatchObject({ error: { code: "NETWORK" } });
  const late = live.unreact("msg_1", "🙂");
  server.socket.greets();

  live.close();

  await expect(late).resolves.toMatchObject({ error: { code: "NETWORK" } });
  await expect(live.remove("msg_1")).resolves.toMatchObject({ error: { code: "NETWORK" } });
});
