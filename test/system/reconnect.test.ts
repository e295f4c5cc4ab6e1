import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import type { Client, ConversationLive, Message } from "../../src/client/index.ts";
import { lockDatabase } from "../support/database-lock.ts";
import { eventually } from "../support/eventually.ts";
import { signedInClient } from "../support/node-client.ts";
import { type RemoteUser, signInAt, signUpAt } from "../support/remote-user.ts";
import { type Server, startServer } from "../support/server.ts";

const names = ["grace", "vera", "wanda", "xenia"];
const streamsEach = 50;
const patience = { timeout: 60_000, interval: 50 };
const unlimited = "100000/1";
const env = { LOG_LEVEL: "error", LIMIT_CONNECT: unlimited, LIMIT_COMMANDS: unlimited };

let server: Server;
const lives: ConversationLive[] = [];

afterEach(async () => {
  for (const live of lives.splice(0)) live.close();
  await server.stop();
});

/** One stream of our own client: what it told, and when it came back. */
type Follower = { seqs: number[]; comebacks: number[]; recoveries: boolean[] };

function follow(client: Client, conversationId: string): Follower {
  const follower: Follower = { seqs: [], comebacks: [], recoveries: [] };
  lives.push(
    client.chat.live(conversationId, {
      after: 0,
      onEvent: (event) => {
        if ("seq" in event && event.type !== "ready") follower.seqs.push(event.seq);
      },
      onState: (state) => {
        if (state === "live") follower.comebacks.push(performance.now());
      },
      onRecovered: ({ recovered }) => follower.recoveries.push(recovered),
    }),
  );
  return follower;
}

/** Has everybody in a group, each with fifty streams. */
async function gather(ada: RemoteUser): Promise<{ id: string; followers: Follower[] }> {
  const others = await Promise.all([
    signInAt(server.url, "grace"),
    ...names.slice(1).map((name) => signUpAt(server.url, name)),
  ]);
  const json = { type: "group", title: "Everybody", memberIds: others.map(({ id }) => id) };
  const { id } = (await ada.insist<{ id: string }>("POST", "/conversations", json)).body;
  const clients = await Promise.all(names.map((name) => signedInClient(server.url, name)));
  const followers = clients.flatMap((client) => Array.from({ length: streamsEach }, () => follow(client, id)));
  await eventually(() => expect(followers.filter(({ comebacks }) => comebacks.length === 0)).toEqual([]), patience);
  return { id, followers };
}

/**
 * Talks on until told to stop. @returns how to, and how much was said then.
 *
 * A slow start of the server must not make it say more than the thousand events that a stream replays.
 */
async function talk(conversationId: string): Promise<() => Promise<number>> {
  const client = await signedInClient(server.url, "ada");
  lives.push(client.chat.live(conversationId, {}));
  const sent: Promise<{ error: unknown }>[] = [];
  let waiting = 0;
  const say = async () => {
    waiting += 1;
    const result = await client.chat.send(conversationId, { content: `Number ${sent.length}.` });
    waiting -= 1;
    return result;
  };
  const timer = setInterval(() => {
    if (waiting < 400) sent.push(say());
  }, 25);
  return async () => {
    clearInterval(timer);
    const results = await Promise.all(sent);
    expect(results.filter(({ error }) => error !== null)).toEqual([]);
    return results.length;
  };
}

test(
  "two hundred clients come back to a room that died, and to a new deployment, and miss nothing",
  { timeout: 240_000 },
  async () => {
    server = await startServer({ env });
    const ada = await signInAt(server.url, "ada");
    const { id, followers } = await gather(ada);
    const stopTalking = await talk(id);
    const isBack = (times: number) => () =>
      expect(followers.filter(({ comebacks }) => comebacks.length < times)).toEqual([]);

    const abortedAt = performance.now();
    await fetch(`${server.url}/dev/objects/abort`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ object: "room", id }),
    });
    await eventually(isBack(2), patience);
    const waits = followers.map(({ comebacks }) => (comebacks[1] ?? 0) - abortedAt);
    await sleep(500);
    await server.stop();
    server = await startServer({ env: { ...env, LOG_LEVEL: "warn" }, port: server.port, stateDir: server.stateDir });
    await eventually(isBack(3), patience);
    const said = await stopTalking();

    const all = await ada.list<Message>(`/conversations/${id}/messages?after=0`);
    expect(all.map(({ content }) => content)).toEqual(Array.from({ length: said }, (_, at) => `Number ${at}.`));
    const places = all.map(({ seq }) => seq);
    await eventually(() => expect(followers.filter(({ seqs }) => seqs.join() !== places.join())).toEqual([]), patience);
    expect(new Set(followers.flatMap(({ recoveries }) => recoveries))).toEqual(new Set([true]));
    // Each waits for as long as chance has it, up to half a second, so that they do not come all at once.
    const spread = Math.max(...waits) - Math.min(...waits);
    expect(spread).toBeGreaterThan(200);
  },
);

test("what an alarm was killed over is done once", { timeout: 180_000 }, async () => {
  server = await startServer({ env });
  const [ada, absent] = await Promise.all([signInAt(server.url, "ada"), signInAt(server.url, "admin")]);
  const json = { type: "direct", userId: absent.id };
  const { id } = (await ada.insist<{ id: string }>("POST", "/conversations", json)).body;
  await ada.insist("POST", `/conversations/${id}/messages`, { clientId: "first", content: "Are you there?" });
  await eventually(async () => expect(await notificationsOf(absent, id)).toHaveLength(1), patience);

  // What follows the message can't be written, so it is left to the alarm, five seconds later; which can't either.
  const locked = lockDatabase(server.stateDir, 7);
  await ada.insist("POST", `/conversations/${id}/messages`, { clientId: "second", content: "Hello?" });
  await sleep(5_500);
  await server.kill("SIGKILL");
  await locked;
  server = await startServer({ env, port: server.port, stateDir: server.stateDir });

  await eventually(async () => {
    const listed = await absent.list<{ id: string; unreadCount: number; lastMessage: Message }>("/conversations");
    expect(listed.find((one) => one.id === id)).toMatchObject({ unreadCount: 2, lastMessage: { clientId: "second" } });
  }, patience);
  const told = await notificationsOf(absent, id);
  expect(told).toMatchObject([{ groupCount: 1, message: "Hello?", read: false }]);
});

async function notificationsOf(user: RemoteUser, conversationId: string): Promise<object[]> {
  const all = await user.list<{ groupKey: string }>("/notifications?type=new_message");
  return all.filter(({ groupKey }) => groupKey === conversationId);
}
