import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { afterEach, describe, test, vi } from "vitest";
import { ActivityTopic, closeTopic, dropViewer, forgetTopic } from "../../../src/features/activity/index.ts";
import { commit } from "../../../src/platform/db/database.ts";
import { newId } from "../../../src/platform/ids/typeid.ts";
import {
  act,
  countersOf,
  follow,
  newDeps,
  newestOf,
  newTopic,
  onTwoRelays,
  record,
  relayOf,
  somebody,
  told,
  topicOf,
  watch,
} from "../../support/activity.ts";
import { eventually } from "../../support/eventually.ts";
import { call } from "../../support/http.ts";
import { signIn, signUp } from "../../support/people.ts";
import type { Stream } from "../../support/stream.ts";

const nothing = { likes: 0, comments: 0, views: 0, viewers: 0 };
const livePath = "/api/v1/activity/live";

const shown = (stream: Stream) => stream.ofType("activity");
const hasKind = (kind: string) => (frame: { type: string; [key: string]: unknown }) =>
  frame.type === "activity" && frame["kind"] === kind;

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe("who follows a topic", () => {
  test("is told how it stands, and then what happens", async ({ expect }) => {
    const [ada, topic, person] = [await signUp(), await newTopic(), somebody()];
    await record(topic, act("comment"));
    const stream = await watch(ada);

    const answer = await stream.command("subscribe", { topics: [topic] });
    await record(topic, act("like", person));

    expect(stream.frames[0]).toEqual({ type: "ready", seq: 0, connectionId: expect.any(String) });
    expect(answer).toEqual({ type: "ack", id: "c1" });
    expect(await stream.find(({ type }) => type === "counters")).toEqual({
      type: "counters",
      topic,
      counters: { ...nothing, comments: 1, viewers: 1 },
    });
    expect(await stream.find(hasKind("like"))).toEqual({
      type: "activity",
      topic,
      kind: "like",
      actor: person,
      counters: { ...nothing, comments: 1, likes: 1, viewers: 1 },
      acts: [{ kind: "like", actor: person }],
    });
  });

  test("hears of every kind of act once, and of what is undone by its counters", async ({ expect }) => {
    const [topic, person] = [await newTopic("space"), somebody()];
    const stream = await follow(await signUp(), topic);
    const comment = act("comment", person);

    for (const one of [act("like", person), act("unlike", person), comment, comment, act("view"), act("post")])
      await record(topic, one);
    await told(stream, topic, { comments: 1, views: 1 });
    await stream.find(({ acts }) => JSON.stringify(acts ?? "").includes('"post"'));
    await record(topic, act("uncomment", person, comment.key));

    expect(await told(stream, topic, { comments: 0 })).toMatchObject({ type: "counters" });
    const kinds = shown(stream).flatMap(({ acts }) => (acts as { kind: string }[]).map(({ kind }) => kind));
    expect(kinds).toEqual(["like", "unlike", "comment", "view", "post"]);
  });

  test("is sent four frames a second at most, and ends with exact counters", async ({ expect }) => {
    const topic = await newTopic();
    const stream = await follow(await signUp(), topic);
    const began = Date.now();
    const before = stream.frames.length;

    for (let round = 0; round < 40; round += 1) {
      await Promise.all(Array.from({ length: 5 }, () => record(topic, act("like"))));
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    await told(stream, topic, { likes: 200 });

    const frames = stream.frames.slice(before);
    expect(frames.length).toBeGreaterThan(2);
    expect(frames.length).toBeLessThanOrEqual(Math.ceil((Date.now() - began) / 250) + 1);
    for (const { acts } of shown(stream)) expect((acts as unknown[]).length).toBeLessThanOrEqual(20);
    expect(await topicOf(topic).counters()).toEqual({ ...nothing, likes: 200, viewers: 1 });
  });

  test("hears nothing of other topics, nor of one that they follow no longer", async ({ expect }) => {
    const [ada, mine, other] = [await signUp(), await newTopic(), await newTopic()];
    const [stream, witness] = [await follow(ada, mine), await follow(await signUp(), mine, other)];

    await record(other, act("like"));
    await witness.find(({ topic, type }) => topic === other && type === "activity");
    expect(await stream.command("unsubscribe", { topics: [mine, other] })).toMatchObject({ type: "ack" });
    await record(mine, act("like"));
    await told(witness, mine, { likes: 1, viewers: 1 });

    expect(shown(stream)).toEqual([]);
  });

  test("gets the commands of one socket done in their order", async ({ expect }) => {
    const [ada, topic] = [await signUp(), await newTopic()];
    const stream = await watch(ada);
    const line = (id: string, type: string) => JSON.stringify({ id, type, topics: [topic] });

    stream.send([line("1", "subscribe"), line("2", "unsubscribe"), line("3", "subscribe")].join("\n"));
    await stream.find(({ id }) => id === "3");

    expect(stream.ofType("ack").map(({ id }) => id)).toEqual(["1", "2", "3"]);
    await record(topic, act("like"));
    await stream.find(hasKind("like"));
  });

  test("hears no more once they may not see the topic", async ({ expect }) => {
    const [ada, topic] = [await signUp(), await newTopic()];
    const [stream, witness] = [await follow(ada, topic), await follow(await signUp(), topic)];

    await dropViewer(newDeps(), ada.id, topic);
    await record(topic, act("like"));
    await told(witness, topic, { likes: 1, viewers: 1 });

    expect(shown(stream)).toEqual([]);
    expect(stream.closed).toBeNull();
  });

  test("is left with nothing when the topic is closed", async ({ expect }) => {
    const [ada, topic] = [await signUp(), await newTopic()];
    const stream = await follow(ada, topic);
    const deps = newDeps();

    await commit(deps, [closeTopic(deps, topic)]);
    await forgetTopic(deps, topic);

    expect(await stream.command("subscribe", { topics: [topic] })).toMatchObject({
      code: "NOT_FOUND",
      topics: [topic],
    });
    expect(await countersOf(ada, [topic])).toEqual([nothing]);
  });
});

describe("viewers", () => {
  test("are distinct users over all their sockets and all relays", async ({ expect }) => {
    const topic = await newTopic();
    const [ada, grace] = await onTwoRelays();
    const phone = await signIn(ada.email);

    const [first, second, other] = [await follow(ada, topic), await follow(phone, topic), await follow(grace, topic)];
    await Promise.all([first, second, other].map((stream) => told(stream, topic, { viewers: 2 })));
    await record(topic, act("like"));
    await Promise.all([first, second, other].map((stream) => stream.find(hasKind("like"))));
    second.close();
    expect(await countersOf(ada, [topic])).toEqual([{ ...nothing, likes: 1, viewers: 2 }]);
    first.close();
    await told(other, topic, { viewers: 1 });

    await other.command("unsubscribe", { topics: [topic] });
    await eventually(async () => expect(await topicOf(topic).counters()).toMatchObject({ viewers: 0 }));
  });

  test("are right when many come and go at once", async ({ expect }) => {
    const topic = await newTopic();
    const people = await Promise.all(Array.from({ length: 8 }, () => signUp()));
    const witness = await follow(await signUp(), topic);

    const streams = await Promise.all(people.flatMap((person) => [follow(person, topic), follow(person, topic)]));
    await told(witness, topic, { viewers: 9 });
    for (const stream of streams.slice(0, 8)) stream.close();

    expect(await told(witness, topic, { viewers: 5 })).toMatchObject({ type: "counters" });
  });

  test("are no more those of whom nothing was heard for a minute: they are closed, and may come back", async ({
    expect,
  }) => {
    const topic = await newTopic();
    const [ada, grace] = await onTwoRelays();
    const [stream, silent] = [await follow(ada, topic), await follow(grace, topic)];
    stream.send("ping");
    await eventually(() => expect(stream.texts).toContain("pong"));
    await told(silent, topic, { viewers: 2 });

    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
    for (const person of [ada, grace]) expect(await runDurableObjectAlarm(relayOf(person))).toBe(true);

    expect(await stream.waitForClose()).toMatchObject({ code: 1012 });
    // Who has never pinged may have no heartbeat at all.
    await told(silent, topic, { viewers: 1 });
    vi.useRealTimers();
    await follow(ada, topic);
    await told(silent, topic, { viewers: 2 });
    expect(silent.closed).toBeNull();
  });

  test("are counted anew by topics that could not be reached, once the alarm runs", async ({ expect }) => {
    const [ada, topic] = [await signUp(), await newTopic()];
    const stream = await follow(ada, topic);
    const cut = vi.spyOn(ActivityTopic.prototype, "follow").mockImplementation(() => {
      throw new Error("out of reach");
    });
    stream.close();
    await eventually(() => expect(cut).toHaveBeenCalled());
    await evictDurableObject(relayOf(ada));
    vi.restoreAllMocks();
    expect(await topicOf(topic).counters()).toMatchObject({ viewers: 1 });

    expect(await runDurableObjectAlarm(relayOf(ada))).toBe(true);

    expect(await topicOf(topic).counters()).toMatchObject({ viewers: 0 });
  });
});

describe("across an eviction", () => {
  test("of the relay, sockets go on following, and may stop", async ({ expect }) => {
    const [ada, topic, other] = [await signUp(), await newTopic(), await newTopic()];
    const stream = await follow(ada, topic, other);
    await evictDurableObject(relayOf(ada));

    await record(topic, act("like"));
    expect(await stream.find(hasKind("like"))).toMatchObject({ counters: { likes: 1, viewers: 1 } });
    await evictDurableObject(relayOf(ada));
    await stream.command("unsubscribe", { topics: [topic] });

    await eventually(async () => expect(await topicOf(topic).counters()).toMatchObject({ viewers: 0 }));
    expect(await topicOf(other).counters()).toMatchObject({ viewers: 1 });
    stream.close();
    await eventually(async () => expect(await topicOf(other).counters()).toMatchObject({ viewers: 0 }));
  });

  test("of the topic, its relays go on hearing", async ({ expect }) => {
    const topic = await newTopic();
    const [ada, grace] = await onTwoRelays();
    const streams = [await follow(ada, topic), await follow(grace, topic)];
    await record(topic, act("like"));
    await evictDurableObject(topicOf(topic));

    await record(topic, act("comment"));

    for (const stream of streams)
      expect(await stream.find(hasKind("comment"))).toMatchObject({ counters: { likes: 1, comments: 1, viewers: 2 } });
  });

  test("in which the relay's sockets died, the alarm tells that nobody views any more", async ({ expect }) => {
    const [ada, topic] = [await signUp(), await newTopic()];
    await follow(ada, topic);
    await evictDurableObject(relayOf(ada), { webSockets: "close" });

    await runDurableObjectAlarm(relayOf(ada));

    expect(await topicOf(topic).counters()).toMatchObject({ viewers: 0 });
    const again = await follow(ada, topic);
    expect(await told(again, topic, { viewers: 1 })).toBeDefined();
  });

  test("in which the relay's sockets died, an act finds that out, too", async ({ expect }) => {
    const topic = await newTopic();
    const [ada, grace] = await onTwoRelays();
    const stream = await follow(grace, topic);
    await follow(ada, topic);
    await told(stream, topic, { viewers: 2 });
    await evictDurableObject(relayOf(ada), { webSockets: "close" });

    await record(topic, act("like"));

    expect(await told(stream, topic, { likes: 1, viewers: 1 })).toBeDefined();
  });
});

describe("a socket is refused", () => {
  test("topics that are not there, and then follows none of those it named", async ({ expect }) => {
    const [ada, topic, madeUp] = [await signUp(), await newTopic(), `space:${newId("space")}`];
    const stream = await watch(ada);

    const answer = await stream.command("subscribe", { topics: [topic, madeUp] });

    expect(answer).toMatchObject({ type: "error", code: "NOT_FOUND", topics: [madeUp] });
    expect(await topicOf(topic).counters()).toMatchObject({ viewers: 0 });
  });

  test.for<[string, object]>([
    ["malformed topics", { topics: ["post:1"] }],
    ["topics of another kind", { topics: [`user:${newId("user")}`] }],
    ["no topics", { topics: [] }],
    ["more than fifty at once", { topics: Array.from({ length: 51 }, () => `post:${newId("post")}`) }],
    ["what it does not know", { topics: [`post:${newId("post")}`], after: 1 }],
  ])("%s", async ([, fields], { expect }) => {
    const stream = await watch(await signUp());

    expect(await stream.command("subscribe", fields)).toMatchObject({ type: "error", code: "VALIDATION_FAILED" });
    expect(await stream.command("unsubscribe", fields)).toMatchObject({ type: "error", code: "VALIDATION_FAILED" });
    expect(stream.closed).toBeNull();
  });

  test("more than a hundred topics in all", async ({ expect }) => {
    const topics = await Promise.all(Array.from({ length: 101 }, () => newTopic()));
    const stream = await follow(await signUp(), ...topics.slice(0, 50));
    const [last = ""] = topics.slice(-1);

    expect(await stream.command("subscribe", { topics: topics.slice(50, 100) })).toMatchObject({ type: "ack" });
    expect(await stream.command("subscribe", { topics: [last] })).toMatchObject({ code: "VALIDATION_FAILED" });
    expect(await stream.command("subscribe", { topics: topics.slice(0, 50) })).toMatchObject({ type: "ack" });
    await stream.command("unsubscribe", { topics: topics.slice(0, 1) });
    expect(await stream.command("subscribe", { topics: [last] })).toMatchObject({ type: "ack" });
    await record(last, act("like"));
    expect((await told(stream, last, { likes: 1 }))["topic"]).toBe(newestOf(stream, last)?.["topic"]);
  });

  test("where it brings no token, asks for no upgrade, or is one too many of its user", async ({ expect }) => {
    const ada = await signUp();
    await Promise.all(Array.from({ length: 20 }, () => watch(ada)));
    const upgrade = { upgrade: "websocket" };

    const responses = await Promise.all([
      call("GET", livePath, { headers: upgrade }),
      ada.call("GET", livePath),
      ada.call("GET", livePath, { headers: { ...upgrade, origin: "https://elsewhere.example" } }),
      ada.call("GET", livePath, { headers: upgrade }),
    ]);

    expect(responses.map(({ status }) => status)).toEqual([401, 426, 403, 429]);
  });
});
