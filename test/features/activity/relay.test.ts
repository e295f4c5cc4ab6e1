import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, test, vi } from "vitest";
import { ActivityRelay } from "../../../src/activity-relay.ts";
import { ActivityTopic } from "../../../src/features/activity/index.ts";
import { act, follow, newTopic, onTwoRelays, record, relayOf, told, topicOf, watch } from "../../support/activity.ts";
import { eventually } from "../../support/eventually.ts";
import { type Person, signUp } from "../../support/people.ts";

const alarmOf = (person: Person) => runInDurableObject(relayOf(person), (_, { storage }) => storage.getAlarm());

/** A line of one MiB, as a topic would send it. */
const longLine = JSON.stringify({ type: "counters", padding: "x".repeat(1024 * 1024) });

/** Callers elsewhere get a promise of it in any case. */
const prototype: { deliver(topic: string, line: string): unknown } = ActivityRelay.prototype;
const deliver = Reflect.get(ActivityRelay.prototype, "deliver");

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test("a relay has an alarm as long as anything is followed, and none after that", async ({ expect }) => {
  const [ada, topic] = [await signUp(), await newTopic()];
  const stream = await follow(ada, topic);
  expect(await alarmOf(ada)).not.toBeNull();
  await runDurableObjectAlarm(relayOf(ada));
  expect(await alarmOf(ada)).toBeGreaterThan(Date.now() + 20_000);

  stream.close();
  await eventually(async () => expect(await topicOf(topic).counters()).toMatchObject({ viewers: 0 }));
  await runDurableObjectAlarm(relayOf(ada));

  expect(await alarmOf(ada)).toBeNull();
});

test("a relay where nobody follows a topic any more is told nothing of it", async ({ expect }) => {
  const topic = await newTopic();
  const [ada, grace] = await onTwoRelays();
  const [stream, witness] = [await follow(ada, topic), await follow(grace, topic)];
  await stream.command("unsubscribe", { topics: [topic] });
  await told(witness, topic, { viewers: 1 });
  const forwarded = await runInDurableObject(relayOf(ada), (relay) => vi.spyOn(relay, "deliver"));

  await record(topic, act("like"));
  await told(witness, topic, { likes: 1 });

  expect(forwarded).not.toHaveBeenCalled();
});

test("a report that is overtaken changes nothing", async ({ expect }) => {
  const topic = await newTopic();
  const report = (revision: number, viewers: number) =>
    topicOf(topic).follow({ relay: "activity:0", revision, viewers, isListening: viewers > 0 });

  expect(await report(2, 0)).toMatchObject({ viewers: 0 });
  expect(await report(1, 3)).toMatchObject({ viewers: 0 });
  expect(await report(3, 4)).toMatchObject({ viewers: 4 });
});

test("a relay that knows nothing of a topic is believed no more, once it was told of an act", async ({ expect }) => {
  const topic = await newTopic();
  await topicOf(topic).follow({ relay: "activity:0", revision: 1, viewers: 3, isListening: true });
  expect(await topicOf(topic).counters()).toMatchObject({ viewers: 3 });

  await record(topic, act("like"));

  await eventually(async () => expect(await topicOf(topic).counters()).toMatchObject({ viewers: 0 }));
});

test("a subscription that its topic could not be told of is an error, and nothing is followed", async ({ expect }) => {
  const [ada, topic, other] = [await signUp(), await newTopic(), await newTopic()];
  const stream = await follow(ada, other);
  vi.spyOn(ActivityTopic.prototype, "follow").mockImplementationOnce(() => {
    throw new Error("out of reach");
  });

  const answer = await stream.command("subscribe", { topics: [topic, other] });

  expect(answer).toMatchObject({ type: "error", code: "UNAVAILABLE" });
  await eventually(async () => expect(await topicOf(topic).counters()).toMatchObject({ viewers: 0 }));
  expect(await topicOf(other).counters()).toMatchObject({ viewers: 1 });
  expect(await stream.command("subscribe", { topics: [topic] })).toMatchObject({ type: "ack" });
});

test("a client that reads nothing is closed before it costs the others memory", async ({ expect }) => {
  const [ada, topic] = [await signUp(), await newTopic()];
  const stream = await follow(ada, topic);

  for (let sent = 0; sent < 9; sent += 1) await relayOf(ada).deliver(topic, longLine);

  expect(await stream.waitForClose()).toMatchObject({ code: 4408 });
});

test("a client that tells that it reads, or pings, may be sent as much as there is", async ({ expect }) => {
  const topic = await newTopic();
  const people = [await signUp(), await signUp()] as const;
  const [telling, pinged] = [await follow(people[0], topic), await follow(people[1], topic)];

  for (let sent = 0; sent < 12; sent += 1) {
    for (const person of people) await relayOf(person).deliver(topic, longLine);
    if (sent === 5) await evictDurableObject(relayOf(people[1]));
    telling.send(JSON.stringify({ type: "received", seq: 0 }));
    pinged.send("ping");
    await eventually(() => expect(pinged.texts.filter((text) => text === "pong")).toHaveLength(sent + 1));
  }

  expect([telling.closed, pinged.closed]).toEqual([null, null]);
});

test("a slow relay holds up none of the others", async ({ expect }) => {
  const topic = await newTopic();
  const [ada, grace] = await onTwoRelays();
  const [, stream] = [await follow(ada, topic), await follow(grace, topic)];
  const slow = await runInDurableObject(relayOf(ada), (relay: ActivityRelay) => relay);
  const asked = vi.spyOn(prototype, "deliver").mockImplementation(async function (this: ActivityRelay, ...frame) {
    if (this === slow) await new Promise((resolve) => setTimeout(resolve, 4_000));
    return Reflect.apply(deliver, this, frame);
  });
  await record(topic, act("like"));
  await eventually(() => expect(asked.mock.contexts).toContain(slow));
  const began = performance.now();

  for (let likes = 2; likes <= 4; likes += 1) {
    await record(topic, act("like"));
    await told(stream, topic, { likes });
  }

  expect(performance.now() - began).toBeLessThan(3_000);
  expect(asked.mock.contexts.filter((relay) => relay === slow)).toHaveLength(1);
});

test("a relay that fails is told the figures again, though nothing else happens", async ({ expect }) => {
  const topic = await newTopic();
  const stream = await follow(await signUp(), topic);
  await told(stream, topic, { viewers: 1 });
  vi.spyOn(ActivityRelay.prototype, "deliver").mockImplementationOnce(() => {
    throw new Error("out of reach");
  });

  await record(topic, act("like"));

  expect(await told(stream, topic, { likes: 1 })).toMatchObject({ type: "counters" });
});

test("sockets of which nothing is heard any more take nobody's place", async ({ expect }) => {
  const [ada, topic] = [await signUp(), await newTopic()];
  const dead = await Promise.all(Array.from({ length: 20 }, () => follow(ada, topic)));
  for (const stream of dead) stream.send("ping");
  for (const stream of dead) await eventually(() => expect(stream.texts).toContain("pong"));
  const upgrade = { headers: { upgrade: "websocket" } };
  expect((await ada.call("GET", "/api/v1/activity/live", upgrade)).status).toBe(429);

  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
  await watch(ada);

  await eventually(async () => expect(await topicOf(topic).counters()).toMatchObject({ viewers: 0 }));
  expect(await dead[0]?.waitForClose()).toMatchObject({ code: 1012 });
});

test("a frame costs no row for each socket, also after others have come and gone", async ({ expect }) => {
  const [ada, topic] = [await signUp(), await newTopic()];
  const [stream, leaves] = [await follow(ada, topic), await follow(ada, topic)];
  const line = (likes: number) => JSON.stringify({ type: "counters", topic, counters: { likes } });
  await relayOf(ada).deliver(topic, line(1));
  await leaves.command("unsubscribe", { topics: [topic] });
  const late = await follow(ada, topic);
  const read = await runInDurableObject(relayOf(ada), (_, { storage }) => vi.spyOn(storage.sql, "exec"));

  await relayOf(ada).deliver(topic, line(2));

  for (const one of [stream, late]) await told(one, topic, { likes: 2 });
  expect(read.mock.calls.filter(([statement]) => statement.includes("FROM subscriptions WHERE topic"))).toEqual([]);
  expect(leaves.frames.filter(({ counters }) => JSON.stringify(counters) === '{"likes":2}')).toEqual([]);
});

test("who comes in has the relay look at none of the others' sockets", async ({ expect }) => {
  const ada = await signUp();
  await watch(ada);
  const looked = await runInDurableObject(relayOf(ada), (_, state) => vi.spyOn(state, "getWebSockets"));

  await watch(ada);

  expect(looked).toHaveBeenCalled();
  expect(looked.mock.calls.filter(([tag]) => tag === undefined)).toEqual([]);
});

test("a socket that breaks is no viewer any more", async ({ expect }) => {
  const [ada, topic] = [await signUp(), await newTopic()];
  await follow(ada, topic);

  await runInDurableObject(relayOf(ada), async (relay: ActivityRelay, state) => {
    for (const socket of state.getWebSockets(ada.id)) await relay.webSocketError(socket);
  });

  await eventually(async () => expect(await topicOf(topic).counters()).toMatchObject({ viewers: 0 }));
});
