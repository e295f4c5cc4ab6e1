import { evictDurableObject, listDurableObjectIds, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { closeTopic, forgetTopic, recordActivity } from "../../../src/features/activity/index.ts";
import { commit } from "../../../src/platform/db/database.ts";
import { newId } from "../../../src/platform/ids/typeid.ts";
import { act, countersOf, newDeps, newTopic, record, somebody, topicOf } from "../../support/activity.ts";
import { eventually } from "../../support/eventually.ts";
import { call } from "../../support/http.ts";
import { signUp } from "../../support/people.ts";

const dayMs = 24 * 60 * 60 * 1000;
const nothing = { likes: 0, comments: 0, views: 0, viewers: 0 };

const rowOf = (topic: string) =>
  env.DB.prepare("SELECT likes, comments, views FROM activity_counters WHERE topic = ?").bind(topic).first();

/** Has D1 lack the table for as long as something takes. */
async function withoutTable(during: () => Promise<void>): Promise<void> {
  await env.DB.exec("ALTER TABLE activity_counters RENAME TO activity_counters_elsewhere");
  try {
    await during();
  } finally {
    await env.DB.exec("ALTER TABLE activity_counters_elsewhere RENAME TO activity_counters");
  }
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe("the counters of a topic", () => {
  test("are exact when two hundred likes and unlikes come at once", async ({ expect }) => {
    const [ada, topic] = await Promise.all([signUp(), newTopic()]);
    const people = Array.from({ length: 100 }, somebody);
    const likes = people.map((person) => act("like", person));
    const unlikes = people.slice(0, 60).map((person) => act("unlike", person));
    const again = people.slice(0, 40).map((person) => act("like", person));

    await Promise.all([...again, ...unlikes, ...likes].map((one) => record(topic, one)));

    expect(await countersOf(ada, [topic])).toEqual([{ ...nothing, likes: 80 }]);
  });

  test("count an act once, however often and in whatever order it is told", async ({ expect }) => {
    const [ada, topic, person] = [await signUp(), await newTopic(), somebody()];
    const [like, unlike, comment, post] = [
      act("like", person),
      act("unlike", person),
      act("comment", person, newId("evt")),
      act("post", person),
    ];
    const uncomment = act("uncomment", person, comment.key);
    const early = act("uncomment");

    const first = await Promise.all([like, comment, post].map((one) => record(topic, one)));
    const replayed = await Promise.all([like, comment, post].map((one) => record(topic, one)));
    expect(await countersOf(ada, [topic])).toEqual([{ ...nothing, likes: 1, comments: 1 }]);
    await Promise.all([unlike, uncomment, early].map((one) => record(topic, one)));
    const overtaken = [like, comment, act("comment", person, early.key)];
    const late = await Promise.all(overtaken.map((one) => record(topic, one)));

    expect([first, replayed, late]).toEqual([
      [true, true, true],
      [false, false, false],
      [false, false, false],
    ]);
    expect(await countersOf(ada, [topic])).toEqual([nothing]);
  });

  test("count a like once, whatever its key", async ({ expect }) => {
    const [topic, person] = [await newTopic(), somebody()];

    const outcomes = [await record(topic, act("like", person)), await record(topic, act("like", person))];

    expect(outcomes).toEqual([true, false]);
  });

  test("count a user's view once a day", async ({ expect }) => {
    const [topic, person] = [await newTopic(), somebody()];
    const view = () => record(topic, act("view", person));

    expect([await view(), await view(), await record(topic, act("view"))]).toEqual([true, false, true]);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + dayMs + 1 });
    expect([await view(), await view()]).toEqual([true, false]);

    expect(await topicOf(topic).counters()).toEqual({ ...nothing, views: 3 });
  });

  test("outlive an eviction, and so does what has been counted", async ({ expect }) => {
    const [topic, like, view] = [await newTopic(), act("like"), act("view")];
    await Promise.all([like, view].map((one) => record(topic, one)));

    await evictDurableObject(topicOf(topic));

    expect(await topicOf(topic).counters()).toEqual({ ...nothing, likes: 1, views: 1 });
    expect([await record(topic, like), await record(topic, view)]).toEqual([false, false]);
  });
});

describe("what D1 has of a topic's counters", () => {
  test("follows within moments", async ({ expect }) => {
    const topic = await newTopic();

    await Promise.all(["like", "like", "comment", "view"].map((kind) => record(topic, act(kind as "like"))));

    await eventually(async () => expect(await rowOf(topic)).toEqual({ likes: 2, comments: 1, views: 1 }));
  });

  test("is written once a second, however much happens", async ({ expect }) => {
    const topic = await newTopic();
    const versions = new Set<unknown>();
    const began = Date.now();

    while (Date.now() - began < 2_500) {
      await Promise.all(Array.from({ length: 10 }, () => record(topic, act("like"))));
      const row = await env.DB.prepare("SELECT version FROM activity_counters WHERE topic = ?").bind(topic).first();
      versions.add(row?.["version"]);
      // Timers run when nothing else does, and here client and server share a thread.
      await new Promise((resolve) => setTimeout(resolve, 5));
    }

    expect(versions.size).toBeGreaterThan(1);
    expect(versions.size).toBeLessThanOrEqual(Math.ceil((Date.now() - began) / 1_000) + 1);
  });

  test("catches up by the alarm after a failure, also when the object died", async ({ expect }) => {
    const topic = await newTopic();
    await withoutTable(async () => {
      await topicOf(topic).record(act("like"));
      await evictDurableObject(topicOf(topic));
    });
    expect(await rowOf(topic)).toEqual({ likes: 0, comments: 0, views: 0 });

    const hasRun = await runDurableObjectAlarm(topicOf(topic));

    expect(hasRun).toBe(true);
    expect(await rowOf(topic)).toEqual({ likes: 1, comments: 0, views: 0 });
    expect(await runDurableObjectAlarm(topicOf(topic))).toBe(false);
  });

  test("is not put back by a write that comes late", async ({ expect }) => {
    const topic = await newTopic();
    await env.DB.prepare("UPDATE activity_counters SET likes = 7, version = 7 WHERE topic = ?").bind(topic).run();

    await record(topic, act("like"));
    await eventually(async () => expect(await runDurableObjectAlarm(topicOf(topic))).toBe(false));

    expect(await rowOf(topic)).toMatchObject({ likes: 7 });
  });
});

describe("a topic that is closed", () => {
  test("counts nothing any more, and nothing brings its row back", async ({ expect }) => {
    const [ada, topic] = [await signUp(), await newTopic()];
    await record(topic, act("like"));
    const deps = newDeps();

    await commit(deps, [closeTopic(deps, topic)]);
    await forgetTopic(deps, topic);
    await forgetTopic(deps, topic);
    const outcome = await recordActivity(deps, topic, act("like"));
    await topicOf(topic).record(act("comment"));

    expect(outcome).toBe(false);
    expect(await countersOf(ada, [topic])).toEqual([nothing]);
    expect(await rowOf(topic)).toBeNull();
  });
});

describe("GET /activity", () => {
  test("tells the counters in the order asked for, all zero where there is nothing", async ({ expect }) => {
    const [ada, post, space] = [await signUp(), await newTopic(), await newTopic("space")];
    await record(space, act("comment"));
    const madeUp = `post:${newId("post")}`;

    const response = await ada.call("GET", `/api/v1/activity?topics=${space},${madeUp},${post},${space}`);

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      items: [
        { topic: space, counters: { ...nothing, comments: 1 } },
        { topic: madeUp, counters: nothing },
        { topic: post, counters: nothing },
      ],
    });
  });

  test("leaves no object behind for a topic that somebody made up", async ({ expect }) => {
    const ada = await signUp();
    const before = (await listDurableObjectIds(env.ACTIVITY_TOPIC)).length;

    await countersOf(ada, [`post:${newId("post")}`, `space:${newId("space")}`]);
    await record(`post:${newId("post")}`, act("like"));

    expect(await listDurableObjectIds(env.ACTIVITY_TOPIC)).toHaveLength(before);
  });

  test.for([
    ["no topics", ""],
    ["something else than topics", "topics=post"],
    ["an id of another kind", `topics=post:${newId("space")}`],
    ["a kind that has none", `topics=user:${newId("user")}`],
    ["an empty place", `topics=post:${newId("post")},`],
    ["too many", `topics=${Array.from({ length: 51 }, () => `post:${newId("post")}`).join(",")}`],
  ])("refuses %s", async ([, query], { expect }) => {
    const ada = await signUp();

    const response = await ada.call("GET", `/api/v1/activity?${query}`);

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: "VALIDATION_FAILED" });
  });

  test("is for those who are signed in", async ({ expect }) => {
    const response = await call("GET", `/api/v1/activity?topics=${await newTopic()}`);

    expect(response.status).toBe(401);
  });
});
