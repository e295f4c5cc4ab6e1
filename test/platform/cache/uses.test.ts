import { afterEach, beforeEach, describe, test, vi } from "vitest";
import { newIsolate, type Isolate } from "../../support/isolate.ts";
import { type Person, signUp } from "../../support/people.ts";
import { signUpAs } from "../../support/roles.ts";

afterEach(() => vi.useRealTimers());

/** Two isolates of one deployment: what one forgets the other has to be told. */
let one: Isolate;
let two: Isolate;
beforeEach(() => {
  [one, two] = [newIsolate(), newIsolate()];
});

const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

async function read<T>(isolate: Isolate, { token }: Person, path: string): Promise<T> {
  const response = await isolate.call("GET", `/api/v1${path}`, { token });
  if (response.status !== 200) throw new Error(`${path} was answered ${response.status}`);
  return response.json<T>();
}

/** Which posts somebody finds on the first page of the global feed. */
async function idsOf(isolate: Isolate, reader: Person): Promise<string[]> {
  return (await read<Feed>(isolate, reader, "/posts?feed=global")).items.map(({ id }) => id);
}

type Feed = { items: { id: string; content: string; liked: boolean }[] };
type Profile = { displayName: string; followers: number; isFollowing: boolean };
type Plans = { items: { id: string; name: string }[] };

describe("a profile", () => {
  test("is new at once where it was changed, and within five seconds elsewhere", async ({ expect }) => {
    const [ada, grace] = [await signUp({ displayName: "Ada" }), await signUp()];
    const path = `/users/${ada.username}`;
    const names = async () =>
      Promise.all([one, two].map(async (isolate) => (await read<Profile>(isolate, grace, path)).displayName));
    await names();

    await one.call("PATCH", "/api/v1/me", { token: ada.token, json: { displayName: "Augusta" } });
    const soon = await names();
    later(2_000);
    const then = await names();

    expect(soon).toEqual(["Augusta", "Ada"]);
    expect(then).toEqual(["Augusta", "Augusta"]);
  });

  test("tells each viewer how they stand with somebody as of now, and its counts as of a moment ago", async ({
    expect,
  }) => {
    const [ada, grace, hedy] = [await signUp(), await signUp(), await signUp()];
    const path = `/users/${ada.username}`;
    await Promise.all([one, two].map((isolate) => read(isolate, grace, path)));

    await one.call("PUT", `/api/v1${path}/follow`, { token: grace.token });
    const here = await read<Profile>(one, grace, path);
    const there = await read<Profile>(two, grace, path);
    const stranger = await read<Profile>(one, hedy, path);
    later(2_000);
    const after = await read<Profile>(two, grace, path);

    expect([here, there, after].map(({ isFollowing }) => isFollowing)).toEqual([true, true, true]);
    expect([here, there, after].map(({ followers }) => followers)).toEqual([1, 0, 1]);
    expect(stranger.isFollowing).toBe(false);
  });
});

describe("the global feed", () => {
  test("shows nobody what is gone, hidden or of somebody whom they have blocked, however it is cached", async ({
    expect,
  }) => {
    const [ada, grace, hedy, admin] = [await signUp(), await signUp(), await signUp(), await signUpAs("admin")];
    const publish = async (author: Person, content: string) =>
      (
        await (
          await one.call("POST", "/api/v1/posts", { token: author.token, json: { content } })
        ).json<{ id: string }>()
      ).id;
    const [gone, hidden, hers, liked] = [
      await publish(ada, "gone"),
      await publish(ada, "hidden"),
      await publish(hedy, "hers"),
      await publish(ada, "liked"),
    ];
    const before = await idsOf(two, grace);

    await one.call("DELETE", `/api/v1/posts/${gone}`, { token: ada.token });
    await one.call("PUT", `/api/v1/admin/posts/${hidden}/hidden`, { token: admin.token });
    await one.call("PUT", `/api/v1/users/${hedy.username}/block`, { token: grace.token });
    await one.call("PUT", `/api/v1/posts/${liked}/like`, { token: grace.token });
    const after = await idsOf(two, grace);
    const marks = await Promise.all(
      [grace, ada].map(async (reader) =>
        (await read<Feed>(two, reader, "/posts?feed=global")).items.find(({ id }) => id === liked),
      ),
    );

    expect(before).toEqual([liked, hers, hidden, gone]);
    expect(after).toEqual([liked]);
    expect(marks.map((post) => post?.liked)).toEqual([true, false]);
  });

  test("has a new post at once for who wrote it, and within five seconds elsewhere", async ({ expect }) => {
    const [ada, grace] = [await signUp(), await signUp()];
    await Promise.all([one, two].map((isolate) => read(isolate, grace, "/posts?feed=global")));

    await one.call("POST", "/api/v1/posts", { token: ada.token, json: { content: "news" } });
    const newest = async (isolate: Isolate) =>
      (await read<Feed>(isolate, grace, "/posts?feed=global")).items[0]?.content;
    const here = await newest(one);
    later(2_000);
    const there = await newest(two);

    expect([here, there]).toEqual(["news", "news"]);
  });
});

test("a plan that is archived is listed nowhere after five seconds", async ({ expect }) => {
  const [ada, admin] = [await signUp(), await signUpAs("admin")];
  const price = { amount: 2_500, currency: "KWD" };
  const json = { name: "Reader", price, interval: "month" };
  const response = await one.call("POST", "/api/v1/plans", { token: admin.token, json });
  const { id } = await response.json<{ id: string }>();
  const listed = async (isolate: Isolate) =>
    (await read<Plans>(isolate, ada, "/plans")).items.some((plan) => plan.id === id);
  const before = [await listed(one), await listed(two)];

  await one.call("DELETE", `/api/v1/plans/${id}`, { token: admin.token });
  const soon = await listed(one);
  later(2_000);
  const then = await listed(two);

  expect([before, soon, then]).toEqual([[true, true], false, false]);
});
