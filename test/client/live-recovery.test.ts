import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { created, seqsOf, settle, watch } from "./watch.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("tells that everything missed is there once it is, and not before", async () => {
  const { server, events, recoveries } = await watch({ after: 1 });
  server.socket.greets(2);
  expect(recoveries).toEqual([]);
  server.socket.says(created(2));
  expect(recoveries).toEqual([true]);
  server.socket.says(created(3));

  server.socket.closes(1012);
  await settle();
  server.socket.greets(5);
  server.socket.says(created(4));
  expect(recoveries).toEqual([true]);
  server.socket.says(created(5), created(6));

  expect(recoveries).toEqual([true, true]);
  expect(seqsOf(events)).toEqual([2, 3, 4, 5, 6]);
});

test("tells that nothing was missed at the greeting", async () => {
  const { server, recoveries } = await watch({ after: 7 });

  server.socket.greets(7);

  expect(recoveries).toEqual([true]);
});

test("tells that what was missed is gone, also when the place is one that the server does not know", async () => {
  const { server, recoveries } = await watch({ after: 900 });

  server.socket.greets(12);
  server.socket.says({ type: "reset", seq: 12 });
  server.socket.says(created(13));

  expect(recoveries).toEqual([false]);
});

test("a stream begun without a number has missed nothing", async () => {
  const { server, recoveries } = await watch();

  server.socket.greets(12);
  server.socket.says(created(13));

  expect(recoveries).toEqual([]);
});
