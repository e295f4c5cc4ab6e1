import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { ActivityTopic } from "../../../src/features/activity/index.ts";
import { countersOf, follow, newestOf, told, topicOf } from "../../support/activity.ts";
import { block, newSpace, publish, readPost, signInCrowd, toldOf } from "../../support/community.ts";
import { eventually } from "../../support/eventually.ts";
import { newIsolate } from "../../support/isolate.ts";
import { type Person, signUp } from "../../support/people.ts";
import { signUpAs } from "../../support/roles.ts";

const madeUp = "post_01h455vb4pex5vsknk084sn02q";
const nothing = { likes: 0, comments: 0, views: 0, viewers: 0 };

type Caller = Pick<Person, "call">;

const like = async (person: Caller, id: string) => (await person.call("PUT", `/api/v1/posts/${id}/like`)).status;
const unlike = async (person: Caller, id: string) => (await person.call("DELETE", `/api/v1/posts/${id}/like`)).status;
const view = async (person: Caller, id: string) => (await person.call("POST", `/api/v1/posts/${id}/view`)).status;

const likesInD1 = (id: string) =>
  env.DB.prepare("SELECT count(*) AS n FROM post_likes WHERE post_id = ? AND is_liked").bind(id).first<number>("n");

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a like", () => {
  test("is made and taken back, as often as one likes, and counts once", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const { id } = await publish(ada);

    const made = [await like(grace, id), await like(grace, id)];
    const liked = [await readPost(grace, { id }), await readPost(ada, { id })];
    const takenBack = [await unlike(grace, id), await unlike(grace, id)];
    const after = await readPost(grace, { id });

    expect([made, takenBack]).toEqual([
      [204, 204],
      [204, 204],
    ]);
    expect(liked.map(({ liked: isLiked, counters }) => [isLiked, counters.likes])).toEqual([
      [true, 1],
      [false, 1],
    ]);
    expect([after.liked, after.counters]).toEqual([false, nothing]);
    expect([await toldOf("post.liked", id), await toldOf("post.unliked", id)]).toEqual([1, 1]);
  });

  test("made by ten calls at once is one", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const { id } = await publish(ada);

    const answers = await Promise.all(Array.from({ length: 10 }, () => like(grace, id)));

    expect(new Set(answers)).toEqual(new Set([204]));
    expect(await readPost(ada, { id })).toMatchObject({ counters: { likes: 1 } });
    expect(await toldOf("post.liked", id)).toBe(1);
  });

  test("of what is not there is none, and of who has blocked one is refused", async ({ expect }) => {
    const [ada, eve] = await Promise.all([signUp(), signUp()]);
    const { id } = await publish(ada);
    await like(eve, id);
    await block(ada, eve);

    expect([await like(eve, madeUp), await unlike(eve, madeUp), await like(eve, "x")]).toEqual([404, 404, 404]);
    expect(await unlike(eve, id)).toBe(204);
    expect(await like(eve, id)).toBe(403);
    expect(await readPost(ada, { id })).toMatchObject({ counters: { likes: 0 } });
  });

  test("counts in a private space for its members", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const spaceId = await newSpace(ada, "private", [grace]);
    const { id } = await publish(ada, "among us", { spaceId });

    await like(grace, id);

    expect(await countersOf(grace, [`post:${id}`])).toEqual([{ ...nothing, likes: 1 }]);
  });

  test("is counted by its event when its topic could not be told at once", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const { id } = await publish(ada);
    vi.spyOn(console, "log").mockReturnValue();
    const out = vi.spyOn(ActivityTopic.prototype, "record").mockImplementation(() => {
      throw new Error("out of reach");
    });

    const isolate = newIsolate();
    const answer = await isolate.call("PUT", `/api/v1/posts/${id}/like`, { token: grace.token });
    out.mockRestore();
    await evictDurableObject(topicOf(`post:${id}`));
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
    await isolate.sweep();
    vi.useRealTimers();

    expect(answer.status).toBe(204);
    expect(await readPost(grace, { id })).toMatchObject({ liked: true, counters: { likes: 1 } });
  });
});

describe("two hundred people who like and unlike one post at once", () => {
  test("leave a counter that is the number of likes, and tell who looks on four times a second", async ({ expect }) => {
    const ada = await signUp();
    const { id } = await publish(ada);
    const crowd = await signInCrowd(200);
    const stream = await follow(ada, `post:${id}`);
    await told(stream, `post:${id}`, { likes: 0 });
    const began = Date.now();

    const acts = crowd.flatMap((person, at) => {
      // A third likes, a third takes it back at the same moment, and a third the other way round.
      if (at % 3 === 0) return [like(person, id)];
      if (at % 3 === 1) return [like(person, id), unlike(person, id)];
      return [unlike(person, id), like(person, id)];
    });
    const answers = await Promise.all(acts);
    const likes = (await likesInD1(id)) ?? -1;
    const settled = await readPost(ada, { id });
    // What follows from the calls goes on after their answers, and here everything shares a thread.
    await eventually(() => expect(newestOf(stream, `post:${id}`)).toMatchObject({ counters: { likes } }), {
      timeout: 60_000,
    });

    expect(new Set(answers)).toEqual(new Set([204]));
    expect(likes).toBeGreaterThanOrEqual(67);
    expect(settled.counters.likes).toBe(likes);
    expect(await countersOf(ada, [`post:${id}`])).toMatchObject([{ likes }]);
    const frames = stream.frames.filter((frame) => "counters" in frame);
    expect(frames.length).toBeLessThanOrEqual(Math.ceil((Date.now() - began) / 250) + 2);
  }, 120_000);
});

describe("a view", () => {
  test("counts once a day for each, with no event", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const { id } = await publish(ada);

    const answers = [await view(grace, id), await view(grace, id), await view(ada, id), await view(ada, madeUp)];

    expect(answers).toEqual([204, 204, 204, 404]);
    expect((await readPost(ada, { id })).counters).toEqual({ ...nothing, views: 2 });
  });
});

describe("who follows a space", () => {
  test("is told of each new post in it", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const spaceId = await newSpace(ada, "public", [grace]);
    const stream = await follow(grace, `space:${spaceId}`);

    await publish(ada, "news", { spaceId });

    expect(await stream.find(({ type }) => type === "activity")).toMatchObject({
      topic: `space:${spaceId}`,
      kind: "post",
      actor: { id: ada.id },
    });
  });

  test("or a post in it follows no private one of others", async ({ expect }) => {
    const [ada, eve] = await Promise.all([signUp(), signUp()]);
    const spaceId = await newSpace(ada, "private");
    const { id } = await publish(ada, "news", { spaceId });

    await expect(follow(eve, `space:${spaceId}`)).rejects.toThrow("NOT_FOUND");
    await expect(follow(eve, `post:${id}`)).rejects.toThrow("NOT_FOUND");
    expect(await follow(ada, `post:${id}`)).toBeDefined();
  });
});

describe("who follows a post live", () => {
  test("does so no longer once they have left its space, or it was hidden", async ({ expect }) => {
    const [ada, grace, moderator] = await Promise.all([signUp(), signUp(), signUpAs("moderator")]);
    const spaceId = await newSpace(ada, "private", [grace]);
    const [inside, outside] = [await publish(ada, "among us", { spaceId }), await publish(ada)];
    const stream = await follow(grace, `post:${inside.id}`, `post:${outside.id}`);
    const viewersOf = async ({ id }: { id: string }) => (await readPost(ada, { id })).counters.viewers;
    expect([await viewersOf(inside), await viewersOf(outside)]).toEqual([1, 1]);

    await grace.call("DELETE", `/api/v1/spaces/${spaceId}/members/${grace.id}`);
    await eventually(async () => expect(await viewersOf(inside)).toBe(0));
    await like(ada, inside.id);
    await like(ada, outside.id);
    await told(stream, `post:${outside.id}`, { likes: 1 });
    await moderator.call("PUT", `/api/v1/admin/posts/${outside.id}/hidden`);

    await eventually(async () => expect(await viewersOf(outside)).toBe(0));
    const heard = stream.frames.filter(({ topic, counters }) => topic === `post:${inside.id}` && counters);
    expect(heard.every(({ counters }) => JSON.stringify(counters).includes('"likes":0'))).toBe(true);
  });

  test("of a space that is closed comes back only as a member", async ({ expect }) => {
    const [ada, eve] = await Promise.all([signUp(), signUp()]);
    const spaceId = await newSpace(ada, "public");
    const { id } = await publish(ada, "for now", { spaceId });
    const stream = await follow(eve, `post:${id}`);

    await ada.call("PATCH", `/api/v1/spaces/${spaceId}`, { json: { visibility: "private" } });

    await eventually(async () => expect((await readPost(ada, { id })).counters.viewers).toBe(0));
    expect(await stream.command("subscribe", { topics: [`post:${id}`] })).toMatchObject({ code: "NOT_FOUND" });
  });
});
