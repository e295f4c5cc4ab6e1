import { describe, test } from "vitest";
import { act, countersOf, follow, record, told, topicOf, watch } from "../../support/activity.ts";
import { publish } from "../../support/community.ts";
import { eventually } from "../../support/eventually.ts";
import { type Person, signUp } from "../../support/people.ts";
import { bringIn, leave, makeSpace, spacePath, statusesOf } from "../../support/spaces.ts";

const two = async (): Promise<[Person, Person]> => Promise.all([signUp(), signUp()]);
const viewersOf = async (topic: string) => (await topicOf(topic).counters())?.viewers;
const nobodyViews = (topic: string) =>
  eventually(async () => {
    const viewers = await viewersOf(topic);
    if (viewers !== 0) throw new Error(`${viewers} look on`);
  });

describe("live activity in a space", () => {
  test("is followed from the moment that the space is made", async ({ expect }) => {
    const [ada, grace] = await two();
    const topic = `space:${(await makeSpace(ada)).id}`;
    const stream = await follow(grace, topic);

    await record(topic, act("view"));

    await told(stream, topic, { views: 1 });
    expect(await countersOf(grace, [topic])).toMatchObject([{ views: 1, viewers: 1 }]);
  });

  test("that is private is its members' alone", async ({ expect }) => {
    const [ada, eve] = await two();
    const topic = `space:${(await makeSpace(ada, { visibility: "private" })).id}`;
    await record(topic, act("view"));

    const stream = await watch(eve);
    const refused = await stream.command("subscribe", { topics: [topic] });

    expect(refused).toMatchObject({ type: "error", code: "NOT_FOUND", topics: [topic] });
    expect(await countersOf(eve, [topic])).toEqual([{ likes: 0, comments: 0, views: 0, viewers: 0 }]);
    expect(await countersOf(ada, [topic])).toMatchObject([{ views: 1 }]);
  });

  test("that is private ends for who leaves or is removed, and not for others", async ({ expect }) => {
    const [ada, grace] = await two();
    const space = await makeSpace(ada, { visibility: "private" });
    const topic = `space:${space.id}`;
    await bringIn(ada, space, grace);
    const [adas, graces] = await Promise.all([follow(ada, topic), follow(grace, topic)]);

    await leave(ada, space, grace);
    await eventually(async () => expect(await viewersOf(topic)).toBe(1));
    await record(topic, act("view"));

    await told(adas, topic, { views: 1 });
    expect(graces.frames.some((frame) => JSON.stringify(frame).includes('"views":1'))).toBe(false);
  });

  test("goes on in a public one for who leaves", async ({ expect }) => {
    const [ada, grace] = await two();
    const space = await makeSpace(ada);
    const topic = `space:${space.id}`;
    await grace.call("PUT", spacePath(space, `/members/${grace.id}`));
    const graces = await follow(grace, topic);

    await leave(grace, space);
    await record(topic, act("view"));

    await told(graces, topic, { views: 1 });
    expect(await viewersOf(topic)).toBe(1);
  });

  test("and in its posts ends for who is no member when it is closed, and goes on for others", async ({ expect }) => {
    const [ada, eve] = await two();
    const [space, elsewhere] = [await makeSpace(ada), await makeSpace(eve, { visibility: "private" })];
    const post = await publish(ada, "Hello", { spaceId: space.id });
    const [topic, postTopic, other] = [`space:${space.id}`, `post:${post.id}`, `space:${elsewhere.id}`];
    const adas = await follow(ada, topic, postTopic);
    const eves = await follow(eve, topic, postTopic, other);

    await ada.call("PATCH", spacePath(space), { json: { visibility: "private" } });
    await eventually(async () => expect([await viewersOf(topic), await viewersOf(postTopic)]).toEqual([1, 1]));
    const refused = await eves.command("subscribe", { topics: [topic] });
    await Promise.all([record(postTopic, act("view")), record(other, act("view"))]);

    await told(adas, postTopic, { views: 1 });
    await told(eves, other, { views: 1 });
    expect(refused.type).toBe("error");
    expect(eves.frames.some((frame) => frame["topic"] === postTopic && frame.type === "activity")).toBe(false);
  });

  test("and in its posts ends for who is removed from a private one, on all their sockets", async ({ expect }) => {
    const [ada, grace] = await two();
    const space = await makeSpace(ada, { visibility: "private" });
    await bringIn(ada, space, grace);
    const post = await publish(ada, "Among us", { spaceId: space.id });
    const [topic, postTopic] = [`space:${space.id}`, `post:${post.id}`];
    await Promise.all([follow(grace, postTopic), follow(grace, topic, postTopic)]);

    await leave(ada, space, grace);

    await Promise.all([nobodyViews(topic), nobodyViews(postTopic)]);
    expect((await countersOf(grace, [postTopic]))[0]).toMatchObject({ viewers: 0 });
  });

  test("ends with the space", async ({ expect }) => {
    const [ada, grace] = await two();
    const space = await makeSpace(ada);
    const topic = `space:${space.id}`;
    await follow(grace, topic);

    const deleted = await ada.call("DELETE", spacePath(space));

    await eventually(async () => expect(await topicOf(topic).counters()).toBeNull());
    expect(statusesOf([deleted])).toEqual([204]);
    expect(await record(topic, act("view"))).toBe(false);
    expect(await countersOf(ada, [topic])).toEqual([{ likes: 0, comments: 0, views: 0, viewers: 0 }]);
  });
});
