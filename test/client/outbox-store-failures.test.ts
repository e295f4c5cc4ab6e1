import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MemoryStore } from "../../src/client/outbox/memory-store.ts";
import { stubBrowser } from "./fake-tabs.ts";
import { FakeIndexedDb } from "./fake-indexed-db.ts";
import { problem, ScriptedServer } from "./scripted-server.ts";
import { conversationId, post, posted, settle, signedIn, stored } from "./signed-in.ts";

let browser: FakeIndexedDb;

beforeEach(() => {
  vi.useFakeTimers();
  browser = new FakeIndexedDb().install();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A client that keeps its messages in the browser, and what it tells of them. */
async function signedInHere(server = new ScriptedServer()) {
  const client = server.client();
  const states: string[] = [];
  client.chat.outbox.onChange(({ state, outgoing }) => states.push(`${state} ${outgoing.clientId}`));
  await Promise.all([client.auth.refresh(), vi.advanceTimersByTimeAsync(100)]);
  return { server, client, states };
}

async function fail(): Promise<void> {
  throw new Error("The disk is broken.");
}

function longWhile(): Promise<unknown> {
  return vi.advanceTimersByTimeAsync(60_000);
}

test("an acked message that cannot be deleted is not sent again, and those after it are", async () => {
  const { server, client, states } = await signedInHere();
  server.answers[post] = { status: 201, body: stored("any") };
  browser.failing.add("delete");

  for (const clientId of ["a", "b"]) void client.chat.send(conversationId, { clientId, content: "x" });
  await longWhile();

  expect(posted(server)).toEqual(["a", "b"]);
  expect(states.filter((state) => state.startsWith("acked"))).toEqual(["acked a", "acked b"]);
  expect(client.chat.outbox.list()).toEqual([]);
});

test("what could not be deleted is, once that can be done again", async () => {
  const { server, client } = await signedInHere();
  server.answers[post] = { status: 201, body: stored("any") };
  browser.failing.add("delete");
  void client.chat.send(conversationId, { clientId: "a", content: "x" });
  await longWhile();
  expect(browser.disk.size).toBe(1);

  browser.failing.clear();
  void client.chat.send(conversationId, { clientId: "b", content: "x" });
  await longWhile();

  expect(browser.disk.size).toBe(0);
});

test("a refusal that cannot be written down holds for as long as the page does", async () => {
  const { server, client } = await signedInHere();
  server.answers[post] = () => {
    browser.failing.add("put");
    return problem(403, "FORBIDDEN");
  };

  void client.chat.send(conversationId, { clientId: "a", content: "x" });
  await longWhile();

  expect(posted(server)).toEqual(["a"]);
  expect(client.chat.outbox.list()).toMatchObject([{ clientId: "a", state: "failed" }]);
});

test("a message that was thrown away, and cannot be deleted, is not sent", async () => {
  const { server, client, states } = await signedInHere();
  server.answers[post] = problem(503, "UNAVAILABLE");
  void client.chat.send(conversationId, { clientId: "a", content: "x" });
  await vi.advanceTimersByTimeAsync(100);
  browser.failing.add("delete");
  const before = posted(server).length;

  await Promise.all([client.chat.outbox.discard({ conversationId, clientId: "a" }), vi.advanceTimersByTimeAsync(100)]);
  server.answers[post] = { status: 201, body: stored("any") };
  await longWhile();
  await Promise.all([client.auth.refresh(), longWhile()]);

  expect(posted(server)).toHaveLength(before);
  expect(states.at(-1)).toBe("discarded a");
  expect(client.chat.outbox.list()).toEqual([]);
});

test("a message that another tab has thrown away, and could not delete, is not sent here", async () => {
  stubBrowser();
  const server = new ScriptedServer();
  server.answers[post] = problem(503, "UNAVAILABLE");
  const writing = await signedInHere(server);
  const other = await signedInHere(server);
  void writing.client.chat.send(conversationId, { clientId: "a", content: "x" });
  await vi.advanceTimersByTimeAsync(100);
  browser.failing.add("delete");
  const before = posted(server).length;

  void other.client.chat.outbox.discard({ conversationId, clientId: "a" });
  await vi.advanceTimersByTimeAsync(100);
  server.answers[post] = { status: 201, body: stored("any") };
  await longWhile();

  expect(posted(server)).toHaveLength(before);
  expect([...writing.client.chat.outbox.list(), ...other.client.chat.outbox.list()]).toEqual([]);
});

test.for([true, false])("a lost connection to the disk is opened anew, told of it or not (%s)", async (isTold) => {
  const { server, client, states } = await signedInHere();
  server.answers[post] = problem(503, "UNAVAILABLE");
  void client.chat.send(conversationId, { clientId: "a", content: "x" });
  await vi.advanceTimersByTimeAsync(100);

  browser.loseConnections({ isTold });
  server.answers[post] = { status: 201, body: stored("a") };
  await longWhile();

  expect(states.at(-1)).toBe("acked a");
  expect(browser.opened).toBe(2);
  expect(browser.disk.size).toBe(0);
});

test("a disk that fails for a while is not an empty one: what waits is sent when it is back", async () => {
  const { server, client, states } = await signedInHere();
  server.answers[post] = problem(503, "UNAVAILABLE");
  void client.chat.send(conversationId, { clientId: "a", content: "x" });
  await vi.advanceTimersByTimeAsync(100);

  for (const work of ["open", "read"] as const) browser.failing.add(work);
  browser.loseConnections({ isTold: true });
  server.answers[post] = { status: 201, body: stored("a") };
  await longWhile();
  expect(states).not.toContain("discarded a");
  expect(client.chat.outbox.list()).toMatchObject([{ clientId: "a" }]);
  browser.failing.clear();
  await longWhile();

  expect(states.at(-1)).toBe("acked a");
});

test("where no database ever opens, messages are sent all the same", async () => {
  browser.failing.add("open");
  const { server, client } = await signedInHere();
  server.answers[post] = { status: 201, body: stored("a") };

  const sending = client.chat.send(conversationId, { clientId: "a", content: "x" });
  await longWhile();

  await expect(sending).resolves.toMatchObject({ data: { id: "msg_a" } });
  expect(posted(server)).toEqual(["a"]);
});

test("a message that is thrown away while the store is being read is not sent", async () => {
  const store = new MemoryStore();
  const { server, client } = await signedIn({ store });
  const list = store.list.bind(store);
  const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
  store.list = async (userId) => {
    const kept = await list(userId);
    await mayAnswer;
    return kept;
  };
  server.answers[post] = { status: 201, body: stored("a") };
  const sending = client.chat.send(conversationId, { clientId: "a", content: "x" });
  await settle();

  await client.chat.outbox.discard({ conversationId, clientId: "a" });
  answer();
  await settle();

  expect(posted(server)).toEqual([]);
  await expect(sending).resolves.toMatchObject({ error: { code: "NETWORK" } });
});

test("the same clientId written again after it was thrown away is sent", async () => {
  const { server, client } = await signedIn();
  server.answers[post] = problem(403, "FORBIDDEN");
  await client.chat.send(conversationId, { clientId: "a", content: "x" });
  await client.chat.outbox.discard({ conversationId, clientId: "a" });
  server.answers[post] = { status: 201, body: stored("a") };

  const { data } = await client.chat.send(conversationId, { clientId: "a", content: "y" });

  expect(data?.id).toBe("msg_a");
});

test("a store that removes and changes nothing has nothing sent twice", async () => {
  const store = new MemoryStore();
  const { server, client } = await signedIn({ store });
  const answers = [problem(403, "FORBIDDEN")];
  server.answers[post] = () => answers.shift() ?? { status: 201, body: stored("b") };
  for (const clientId of ["a", "b"]) void client.chat.send(conversationId, { clientId, content: "x" });
  await Promise.resolve();
  store.put = fail;
  store.remove = fail;

  await longWhile();

  expect(posted(server)).toEqual(["a", "b"]);
  expect(client.chat.outbox.list()).toMatchObject([{ clientId: "a", state: "failed" }]);
});
