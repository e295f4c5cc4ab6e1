import { env } from "cloudflare:workers";
import { describe, test } from "vitest";
import { hearAgain } from "../../support/events.ts";
import { eventually } from "../../support/eventually.ts";
import { call, newAddress } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { type Person, signUp } from "../../support/people.ts";

type Page = { items: { id: string; username: string; displayName: string }[]; nextCursor: string | null };
type Profile = {
  followers: number;
  following: number;
  isFollowing: boolean;
  isFollowedBy: boolean;
  isBlocked: boolean;
};

const path = ({ username }: Person) => `/api/v1/users/${username}`;
const follow = (by: Person, who: Person) => by.call("PUT", `${path(who)}/follow`);
const unfollow = (by: Person, who: Person) => by.call("DELETE", `${path(who)}/follow`);
const block = (by: Person, who: Person) => by.call("PUT", `${path(who)}/block`);
const profile = async (by: Person, who: Person) => (await by.call("GET", path(who))).json<Profile>();
const list = async (by: Person, who: Person, which: string, query = "") =>
  (await by.call("GET", `${path(who)}/${which}${query}`)).json<Page>();
const people = (count: number) => Promise.all(Array.from({ length: count }, () => signUp()));
const two = async (): Promise<[Person, Person]> => Promise.all([signUp(), signUp()]);
const statusesOf = (answers: Response[]) => answers.map(({ status }) => status);

/** How often it was recorded that one began, or ceased, to follow the other. */
async function recorded(type: string, follower: Person, followed: Person): Promise<number> {
  const row = await env.DB.prepare(
    "SELECT count(*) AS times FROM events WHERE type = ? AND payload ->> 'userId' = ? AND payload ->> 'followerId' = ?",
  )
    .bind(type, followed.id, follower.id)
    .first<{ times: number }>();
  return row?.times ?? 0;
}

describe("a profile", () => {
  test("shows what anybody may see, how one stands with them, and no address", async ({ expect }) => {
    const [ada, grace] = await two();
    await grace.call("PATCH", "/api/v1/me", { json: { bio: "Compilers.", displayName: "Grace Hopper" } });

    const response = await ada.call("GET", path(grace));

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      id: grace.id,
      username: grace.username,
      displayName: "Grace Hopper",
      bio: "Compilers.",
      followers: 0,
      following: 0,
      isFollowing: false,
      isFollowedBy: false,
      isBlocked: false,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
  });

  test("has an ETag, by which it is not sent again", async ({ expect }) => {
    const [ada, grace] = await two();
    const etag = (await ada.call("GET", path(grace))).headers.get("etag") ?? "";

    const same = await ada.call("GET", path(grace), { headers: { "if-none-match": etag } });
    await follow(ada, grace);
    const changed = await ada.call("GET", path(grace), { headers: { "if-none-match": etag } });

    expect(statusesOf([same, changed])).toEqual([304, 200]);
  });

  test("is found like anybody's by who was blocked: a block is known to the blocker alone", async ({ expect }) => {
    const [ada, eve] = await two();

    await block(ada, eve);

    expect(await profile(ada, eve)).toMatchObject({ isBlocked: true });
    expect(await profile(eve, ada)).toMatchObject({ isBlocked: false });
    const found = await (await eve.call("GET", `/api/v1/users?q=${ada.username}`)).json<Page>();
    expect(found.items.map(({ id }) => id)).toContain(ada.id);
  });

  test("of nobody is a 404, and for nobody a 401", async ({ expect }) => {
    const ada = await signUp();

    const answers = await Promise.all([
      ada.call("GET", "/api/v1/users/nobody_has_this_name"),
      ada.call("GET", "/api/v1/users/No!"),
      ada.call("GET", `${path(ada)}?x=1`),
      call("GET", path(ada)),
    ]);

    expect(statusesOf(answers)).toEqual([404, 404, 422, 401]);
  });
});

describe("following", () => {
  test("is counted on both sides, and taken back", async ({ expect }) => {
    const [ada, grace] = await two();

    const followed = await follow(ada, grace);
    const [seen, own, back] = await Promise.all([profile(ada, grace), profile(ada, ada), profile(grace, ada)]);
    const unfollowed = await unfollow(ada, grace);

    expect(statusesOf([followed, unfollowed])).toEqual([204, 204]);
    expect(seen).toMatchObject({ followers: 1, following: 0, isFollowing: true, isFollowedBy: false });
    expect(own).toMatchObject({ followers: 0, following: 1 });
    expect(back).toMatchObject({ isFollowing: false, isFollowedBy: true });
    expect(await profile(ada, grace)).toMatchObject({ followers: 0, isFollowing: false });
  });

  test("again, or no longer twice, changes nothing and is recorded once", async ({ expect }) => {
    const [ada, grace] = await two();

    const answers = await Promise.all(Array.from({ length: 10 }, () => follow(ada, grace)));
    const counted = await profile(ada, grace);
    answers.push(...(await Promise.all(Array.from({ length: 10 }, () => unfollow(ada, grace)))));

    expect(new Set(statusesOf(answers))).toEqual(new Set([204]));
    expect(counted.followers).toBe(1);
    expect((await profile(ada, grace)).followers).toBe(0);
    expect(await recorded("user.followed", ada, grace)).toBe(1);
    expect(await recorded("user.unfollowed", ada, grace)).toBe(1);
  });

  test("and unfollowing at once leaves counters that agree with the lists", async ({ expect }) => {
    const [grace, ...others] = await people(5);
    if (!grace) throw new Error("nobody signed up");

    await Promise.all(
      others.flatMap((one) => [follow(one, grace), unfollow(one, grace), follow(one, grace), unfollow(one, grace)]),
    );

    const [{ followers }, { items }] = await Promise.all([profile(grace, grace), list(grace, grace, "followers")]);
    expect(items).toHaveLength(followers);
  });

  test("oneself, nobody, or without being signed in is refused", async ({ expect }) => {
    const ada = await signUp();

    const answers = await Promise.all([
      follow(ada, ada),
      unfollow(ada, ada),
      ada.call("PUT", "/api/v1/users/nobody_has_this_name/follow"),
      ada.call("DELETE", "/api/v1/users/nobody_has_this_name/follow"),
      call("PUT", `${path(ada)}/follow`),
      call("DELETE", `${path(ada)}/follow`),
      call("GET", `${path(ada)}/followers`),
    ]);

    expect(statusesOf(answers)).toEqual([422, 422, 404, 404, 401, 401, 401]);
  });

  test("is refused where either has blocked the other, until the block is taken back", async ({ expect }) => {
    const [ada, eve] = await two();
    await block(ada, eve);

    const refused = [await follow(ada, eve), await follow(eve, ada)];
    await ada.call("DELETE", `${path(eve)}/block`);
    const allowed = await follow(eve, ada);

    expect(statusesOf(refused)).toEqual([403, 403]);
    expect(allowed.status).toBe(204);
  });

  test("so many people an hour is refused", async ({ expect }) => {
    const [ada, ...others] = await people(4);
    const isolate = newIsolate({ LIMIT_FOLLOW: "2/3600" });

    const answers = [];
    for (const one of others)
      answers.push(await isolate.call("PUT", `${path(one)}/follow`, { token: ada?.token ?? "", from: newAddress() }));

    expect(statusesOf(answers)).toEqual([204, 204, 429]);
  });

  test("more than 5,000 people is refused, and unfollowing one makes room", async ({ expect }) => {
    const [ada, grace] = await two();
    await env.DB.prepare(
      `INSERT INTO follows (follower_id, followed_id, created_at)
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4999) SELECT ?, 'somebody ' || i, i FROM n`,
    )
      .bind(ada.id)
      .run();
    const [last, oneMore] = await two();

    const answers = [await follow(ada, last), await follow(ada, oneMore), await follow(ada, last)];
    answers.push(await unfollow(ada, last), await follow(ada, grace));

    expect(statusesOf(answers)).toEqual([204, 409, 204, 204, 204]);
    expect((await profile(ada, ada)).following).toBe(5_000);
  });
});

describe("a block", () => {
  test("ends follows both ways, and the counters with them", async ({ expect }) => {
    const [ada, eve] = await two();
    await Promise.all([follow(ada, eve), follow(eve, ada)]);

    await block(ada, eve);

    await eventually(async () =>
      expect(await profile(ada, eve)).toMatchObject({
        followers: 0,
        following: 0,
        isFollowing: false,
        isFollowedBy: false,
      }),
    );
    expect(await profile(ada, ada)).toMatchObject({ followers: 0, following: 0 });
    await eventually(async () => expect(await recorded("user.unfollowed", eve, ada)).toBe(1));
  });

  test("that was taken back ends no follow that began after it, however late it is heard of", async ({ expect }) => {
    const [ada, eve] = await two();
    await block(ada, eve);
    await ada.call("DELETE", `${path(eve)}/block`);
    await follow(eve, ada);

    await hearAgain("user.blocked", ada);

    expect(await profile(ada, eve)).toMatchObject({ isFollowedBy: true });
    expect(await recorded("user.unfollowed", eve, ada)).toBe(0);
  });

  test("and a follow at the same time leave no follow", async ({ expect }) => {
    const [ada, eve] = await two();

    await Promise.all([follow(eve, ada), block(ada, eve), follow(eve, ada)]);

    await eventually(async () => expect(await profile(ada, eve)).toMatchObject({ isFollowedBy: false, following: 0 }));
  });
});

describe("the lists of followers and of those followed", () => {
  test("go page by page, the newest first, and name each once", async ({ expect }) => {
    const [grace, ...others] = await people(4);
    if (!grace) throw new Error("nobody signed up");
    for (const one of others) await follow(one, grace);

    const first = await list(grace, grace, "followers", "?limit=2");
    const rest = await list(grace, grace, "followers", `?limit=2&cursor=${first.nextCursor}`);

    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(others.map(({ id }) => id).toReversed());
    expect(Object.keys(first.items[0] ?? {}).toSorted()).toEqual(["displayName", "id", "username"]);
    expect(rest.nextCursor).toBeNull();
    expect((await list(grace, others[0] ?? grace, "following")).items.map(({ id }) => id)).toEqual([grace.id]);
  });

  test.for(["?limit=0", "?limit=101", "?limit=x", "?cursor=x", "?cursor=WzEsMl0", "?x=1"])(
    "refuse %s",
    async (query, { expect }) => {
      const ada = await signUp();

      const answers = await Promise.all([
        ada.call("GET", `${path(ada)}/followers${query}`),
        ada.call("GET", `${path(ada)}/following${query}`),
        ada.call("GET", `/api/v1/users/nobody_has_this_name/followers`),
      ]);

      expect(statusesOf(answers)).toEqual([422, 422, 404]);
    },
  );

  test("are read out of an index", async ({ expect }) => {
    const plans = await Promise.all(
      [
        "SELECT follower_id FROM follows WHERE followed_id = ? ORDER BY created_at DESC, follower_id DESC LIMIT 21",
        "SELECT followed_id FROM follows WHERE follower_id = ? ORDER BY created_at DESC, followed_id DESC LIMIT 21",
      ].map(async (query) => {
        const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${query}`).bind("x").all<{ detail: string }>();
        return results.map(({ detail }) => detail).join();
      }),
    );

    for (const plan of plans) expect(plan).toMatch(/^SEARCH follows USING COVERING INDEX \w+ \(\w+=\?\)$/);
  });
});
