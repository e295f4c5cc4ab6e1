import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, test, vi } from "vitest";
import { ActivityTopic } from "../../../src/features/activity/index.ts";
import { act, follow, newTopic, onTwoRelays, record, relayOf, told, topicOf } from "../../support/activity.ts";
import { type Person, signUp } from "../../support/people.ts";

const alarmOf = (person: Person) => runInDurableObject(relayOf(person), (_, { storage }) => storage.getAlarm());

/** A line of one MiB, as a topic would send it. */
const longLine = JSON.stringify({ type: "counters", padding: "x".repeat(1024 * 1024) });

afterEach(() => {
  vi.restoreAllMocks();
});

test("a relay has an alarm as long as anything is followed, and none after that", async ({ expect }) => {
  const [ada, topic] = [await signUp(), await newTopic()];
  const stream = await follow(ada, topic);
  expect(await alarmOf(ada)).not.toBeNull();
  await runDurableObjectAlarm(relayOf(ada));
  expect(await alarmOf(ada)).toBeGreaterThan(Date.now() + 20_000);

  stream.close();
  await vi.waitFor(async () => expect(await topicOf(topic).counters()).toMatchObject({ viewers: 0 }), 5_000);
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

  await vi.waitFor(async () => expect(await topicOf(topic).counters()).toMatchObject({ viewers: 0 }), 5_000);
});

test("a subscription that its topic could not be told of is an error, and nothing is followed", async ({ expect }) => {
  const [ada, topic, other] = [await signUp(), await newTopic(), await newTopic()];
  const stream = await follow(ada, other);
  vi.spyOn(ActivityTopic.prototype, "follow").mockImplementationOnce(() => {
    throw new Error("out of reach");
  });

  const answer = await stream.command("subscribe", { topics: [topic, other] });

  expect(answer).toMatchObject({ type: "error", code: "UNAVAILABLE" });
  await vi.waitFor(async () => expect(await topicOf(topic).counters()).toMatchObject({ viewers: 0 }), 5_000);
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
    await vi.waitFor(() => expect(pinged.texts.filter((text) => text === "pong")).toHaveLength(sent + 1));
  }

  expect([telling.closed, pinged.closed]).toEqual([null, null]);
});
