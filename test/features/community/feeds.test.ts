import { afterEach, describe, test, vi } from "vitest";
import { block, feedOf, follow, idsIn, join, newSpace, publish } from "../../support/community.ts";
import { type Person, signUp } from "../../support/people.ts";

const statusOf = async (person: Person, query: string) => (await person.call("GET", `/api/v1/posts?${query}`)).status;

afterEach(() => {
  vi.useRealTimers();
});

describe("the home feed", () => {
  test("has what those whom one follows, one's spaces and oneself have posted, the newest first", async ({
    expect,
  }) => {
    const [ada, grace, eve, stranger] = await Promise.all([signUp(), signUp(), signUp(), signUp()]);
    const spaceId = await newSpace(eve, "public", [ada]);
    await follow(ada, grace);
    const own = await publish(ada);
    await publish(stranger);
    const followed = await publish(grace);
    await publish(eve);
    const inSpace = await publish(eve, "in our space", { spaceId });
    const last = await publish(grace);

    expect(await idsIn(ada, "home")).toEqual([last.id, inSpace.id, followed.id, own.id]);
    expect(await feedOf(ada, "home", "&limit=1")).toMatchObject({ items: [{ ...last, author: { id: grace.id } }] });
    expect((await (await ada.call("GET", "/api/v1/posts")).json<{ items: object[] }>()).items).toHaveLength(4);
  });

  test("shows a post once, whatever brings it there", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const spaceId = await newSpace(grace, "public", [ada]);
    await follow(ada, grace);

    const { id } = await publish(grace, "twice?", { spaceId });

    expect(await idsIn(ada, "home")).toEqual([id]);
  });

  test("shows nothing out of private spaces that one is not in, whoever posted it", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const spaceId = await newSpace(grace, "private");
    await follow(ada, grace);
    const secret = await publish(grace, "among us", { spaceId });

    const before = await idsIn(ada, "home");
    await join(spaceId, ada);
    const after = await idsIn(ada, "home");

    expect([before, after]).toEqual([[], [secret.id]]);
    expect(await idsIn(grace, "home")).toEqual([secret.id]);
  });

  test("comes page by page without a gap, while more is posted", async ({ expect }) => {
    const [ada, grace, eve] = await Promise.all([signUp(), signUp(), signUp()]);
    await Promise.all([follow(ada, grace), follow(ada, eve)]);
    const made: string[] = [];
    for (let at = 0; at < 7; at += 1) made.unshift((await publish(at % 3 === 0 ? grace : eve)).id);

    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page = await feedOf(ada, "home", `&limit=3${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
      await publish(grace);
    }

    expect(seen).toEqual(made);
  });

  test("is empty for who follows nobody and has said nothing", async ({ expect }) => {
    expect(await feedOf(await signUp(), "home")).toEqual({ items: [], nextCursor: null });
  });
});

describe("the global feed", () => {
  test("has what everybody may see", async ({ expect }) => {
    const [ada, eve] = await Promise.all([signUp(), signUp()]);
    const [open, closed] = [await newSpace(ada, "public"), await newSpace(ada, "private")];
    const one = await publish(ada);
    const inOpen = await publish(ada, "open", { spaceId: open });
    await publish(ada, "closed", { spaceId: closed });

    expect((await idsIn(eve, "global")).slice(0, 2)).toEqual([inOpen.id, one.id]);
    expect((await idsIn(ada, "global")).slice(0, 2)).toEqual([inOpen.id, one.id]);
  });

  test("follows a space that is closed at once, and one that is opened within half a minute", async ({ expect }) => {
    const [ada, eve] = await Promise.all([signUp(), signUp()]);
    const spaceId = await newSpace(ada, "public");
    const { id } = await publish(ada, "for now", { spaceId });
    const set = (visibility: string) => ada.call("PATCH", `/api/v1/spaces/${spaceId}`, { json: { visibility } });
    const see = async () => [
      (await idsIn(eve, "global")).includes(id),
      (await eve.call("GET", `/api/v1/posts/${id}`)).status,
    ];

    const before = await see();
    await set("private");
    const closed = await see();
    await set("public");
    // The beginning of the feed is cached for so long.
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 31_000 });

    expect([before, closed, await see()]).toEqual([
      [true, 200],
      [false, 404],
      [true, 200],
    ]);
  });
});

describe("the feed of a space", () => {
  test("is for who may see the space", async ({ expect }) => {
    const [ada, grace, eve] = await Promise.all([signUp(), signUp(), signUp()]);
    const [open, closed] = [await newSpace(ada, "public"), await newSpace(ada, "private", [grace])];
    const inOpen = await publish(ada, "open", { spaceId: open });
    const inClosed = await publish(ada, "closed", { spaceId: closed });
    await publish(ada);

    expect(await idsIn(eve, `space:${open}`)).toEqual([inOpen.id]);
    expect(await idsIn(grace, `space:${closed}`)).toEqual([inClosed.id]);
    expect(await statusOf(eve, `feed=space:${closed}`)).toBe(404);
    expect(await statusOf(eve, "feed=space:space_01h455vb4pex5vsknk084sn02q")).toBe(404);
  });
});

describe("the feed of a user", () => {
  test("has what they have posted, of private spaces for who is in them", async ({ expect }) => {
    const [ada, grace, eve] = await Promise.all([signUp(), signUp(), signUp()]);
    const [open, closed] = [await newSpace(ada, "public"), await newSpace(ada, "private", [grace])];
    const one = await publish(ada);
    const inOpen = await publish(ada, "open", { spaceId: open });
    const inClosed = await publish(ada, "closed", { spaceId: closed });
    await publish(grace, "closed", { spaceId: closed });

    expect(await idsIn(eve, `user:${ada.username}`)).toEqual([inOpen.id, one.id]);
    expect(await idsIn(grace, `user:${ada.username}`)).toEqual([inClosed.id, inOpen.id, one.id]);
    expect(await idsIn(ada, `user:${ada.username}`)).toEqual([inClosed.id, inOpen.id, one.id]);
    expect(await statusOf(eve, "feed=user:nobody_is_called_so")).toBe(404);
  });
});

describe("a feed", () => {
  test("shows neither of two people the other once one has blocked the other", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const spaceId = await newSpace(ada, "public", [grace]);
    await publish(ada, "mine", { spaceId });
    const hers = await publish(grace, "hers", { spaceId });

    await block(ada, grace);

    for (const feed of [`space:${spaceId}`, "home"]) {
      const [adas, graces] = [await idsIn(ada, feed), await idsIn(grace, feed)];
      expect(adas).not.toContain(hers.id);
      expect(graces).toEqual([hers.id]);
    }
    expect(await idsIn(grace, `user:${ada.username}`)).toEqual([]);
    expect(await idsIn(ada, `user:${grace.username}`)).toEqual([]);
    expect(await idsIn(ada, "global")).not.toContain(hers.id);
  });

  test("goes on behind posts that are left out", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const spaceId = await newSpace(ada, "public", [grace]);
    const first = await publish(ada, "first", { spaceId });
    for (let at = 0; at < 3; at += 1) await publish(grace, "noise", { spaceId });
    await block(ada, grace);

    const page = await feedOf(ada, "home", "&limit=2");
    const next = await feedOf(ada, "home", `&limit=2&cursor=${page.nextCursor}`);

    expect([...page.items, ...next.items].map(({ id }) => id)).toEqual([first.id]);
  });

  test("is one of those that there are", async ({ expect }) => {
    const ada = await signUp();
    const queries = ["feed=", "feed=all", "feed=space:x", "feed=user:A", "feed=home&cursor=x", "limit=0", "limit=101"];

    for (const query of queries) expect([query, await statusOf(ada, query)]).toEqual([query, 422]);
  });
});
