import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { OutboxStore } from "../../src/client/index.ts";
import { MemoryStore } from "../../src/client/outbox/memory-store.ts";
import { problem, ScriptedServer, tokenOf } from "./scripted-server.ts";
import { conversationId, post, posted, settle, signedIn, stored } from "./signed-in.ts";

const login = "POST /api/v1/auth/login";
const credentials = { email: "ada@example.com", password: "a long enough password" };

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("what was left by an earlier run is sent at the start, in order, with its own clientId", async () => {
  const before = await signedIn();
  before.server.answers[post] = problem(503, "UNAVAILABLE");
  for (const clientId of ["a", "b"]) void before.client.chat.send(conversationId, { clientId, content: clientId });
  await settle();
  before.client.chat.outbox.onChange(() => expect.unreachable("the first run is over"));
  before.server.answers[post] = () => new Promise(() => {});

  const server = new ScriptedServer();
  server.answers[post] = { status: 201, body: stored("any") };
  const states: string[] = [];
  const client = server.client({ outbox: copyOf(before.store) });
  client.chat.outbox.onChange(({ state, outgoing }) => states.push(`${state} ${outgoing.clientId}`));
  await settle();

  expect(posted(server)).toEqual(["a", "b"]);
  expect(states).toEqual(["pending a", "pending b", "sent a", "acked a", "sent b", "acked b"]);
});

/** What another run finds: the messages, without the first run's hold on them. */
function copyOf(store: OutboxStore): OutboxStore {
  return {
    list: (userId) => store.list(userId),
    put: async () => {},
    remove: async (key) => store.remove(key),
    isEmpty: () => store.isEmpty(),
  };
}

test("one's messages are never sent in the name of who signs in next", async () => {
  const { server, client, store } = await signedIn();
  server.answers[post] = problem(503, "UNAVAILABLE");
  const sending = client.chat.send(conversationId, { clientId: "a", content: "from user 1" });
  await settle();

  server.answers[login] = { status: 200, body: { accessToken: tokenOf("user_2", "sess_2"), expiresIn: 600 } };
  await client.auth.login(credentials);
  server.answers[post] = { status: 201, body: stored("any") };
  await vi.advanceTimersByTimeAsync(60_000);

  await expect(sending).resolves.toMatchObject({ error: { code: "NETWORK" } });
  expect(server.tokensOf(post)).not.toContain(tokenOf("user_2", "sess_2"));
  expect(client.chat.outbox.list()).toEqual([]);
  await expect(store.list("user_1")).resolves.toHaveLength(1);

  server.answers[login] = { status: 200, body: { accessToken: tokenOf("user_1", "sess_3"), expiresIn: 600 } };
  await client.auth.login(credentials);
  await settle();
  expect(server.tokensOf(post).at(-1)).toBe(tokenOf("user_1", "sess_3"));
  await expect(store.isEmpty()).resolves.toBe(true);
});

test("signing out on purpose leaves nothing behind, and settles what waits", async () => {
  const { server, client, store, states } = await signedIn();
  server.answers[post] = problem(503, "UNAVAILABLE");
  const sending = client.chat.send(conversationId, { clientId: "a", content: "x" });
  await settle();

  await client.auth.logout();
  await settle();

  await expect(sending).resolves.toMatchObject({ error: { code: "NETWORK" } });
  expect(states.at(-1)).toBe("discarded a");
  await expect(store.isEmpty()).resolves.toBe(true);
});

test("what could not be sent for a week fails rather than be said by surprise", async () => {
  const { server, client, store } = await signedIn();
  server.answers[post] = problem(503, "UNAVAILABLE");
  const sending = client.chat.send(conversationId, { clientId: "a", content: "x" });

  await settle();
  vi.setSystemTime(Date.now() + 8 * 24 * 60 * 60_000);
  await vi.advanceTimersByTimeAsync(60_000);

  await expect(sending).resolves.toMatchObject({ error: { code: "NETWORK" } });
  await expect(store.list("user_1")).resolves.toMatchObject([{ clientId: "a", failure: { code: "NETWORK" } }]);
});

test("who signs out while a message is being stored leaves nothing of it", async () => {
  const store = new MemoryStore();
  const put = store.put.bind(store);
  const { promise: isWritten, resolve: write } = Promise.withResolvers<void>();
  store.put = async (message) => {
    await isWritten;
    await put(message);
  };
  const { server, client, states } = await signedIn({ store });
  const sending = client.chat.send(conversationId, { clientId: "a", content: "x" });
  await settle();

  await client.auth.logout();
  write();
  await settle();

  await expect(sending).resolves.toMatchObject({ error: { code: "NETWORK" } });
  expect(states).toEqual(["discarded a"]);
  expect(posted(server)).toEqual([]);
  await expect(store.isEmpty()).resolves.toBe(true);
});
