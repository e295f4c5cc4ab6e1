import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, test } from "vitest";
import { newId } from "../../../src/platform/ids/typeid.ts";
import { type Conversation, hubOf, post } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { makeUsers, openGroup, remove } from "../../support/groups.ts";
import { openConversation, type Person, signUp } from "../../support/people.ts";

type Page = { items: Conversation[]; nextCursor: string | null };

const list = async (person: Person, query = "") =>
  (await person.call("GET", `/api/v1/conversations${query}`)).json<Page>();

/** All pages of somebody's list, as ids. */
async function allPages(person: Person, limit: number): Promise<string[][]> {
  const pages: string[][] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const page: Page = await list(person, `?limit=${limit}${cursor === "" ? "" : `&cursor=${cursor}`}`);
    pages.push(page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  return pages;
}

/** Groups that somebody has long been in, as from before their hub kept a list. */
async function makeGroups(person: Person, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId("conv"));
  await env.DB.batch([
    env.DB.prepare(
      "INSERT INTO conversations (id, type, title, created_by, created_at) SELECT value, 'group', 'Old', ?, 1000 + key FROM json_each(?)",
    ).bind(person.id, JSON.stringify(ids)),
    env.DB.prepare(
      "INSERT INTO conversation_members (conversation_id, user_id, role, joined_at) SELECT value, ?, 'owner', 1000 + key FROM json_each(?)",
    ).bind(person.id, JSON.stringify(ids)),
  ]);
  return ids;
}

describe("the list of many conversations", () => {
  test("is in the order of their last activity, each once, without a gap", async ({ expect }) => {
    const ada = await signUp();
    const ids = [...(await makeGroups(ada, 118)), await openGroup(ada), await openGroup(ada)];
    const [third = "", seventh = ""] = [ids[3], ids[7]];
    for (const id of [third, seventh]) await post(ada, id, "hello");
    const expected = [seventh, third, ...ids.filter((id) => id !== third && id !== seventh).toReversed()];

    await eventually(async () =>
      expect((await list(ada, "?limit=2")).items.map(({ id }) => id)).toEqual([seventh, third]),
    );
    const pages = await allPages(ada, 50);

    expect(pages.map((page) => page.length)).toEqual([50, 50, 20]);
    expect(pages.flat()).toEqual(expected);
  });

  test("takes over what there was before it was kept, once", async ({ expect }) => {
    const ada = await signUp();
    const old = await makeGroups(ada, 1_500);
    const fresh = await openGroup(ada);

    const { items } = await list(ada, "?limit=3");
    await evictDurableObject(hubOf(ada));
    const pages = await allPages(ada, 100);

    expect(items.map(({ id }) => id)).toEqual([fresh, old.at(-1), old.at(-2)]);
    expect(pages.flat()).toEqual([fresh, ...old.toReversed()]);
  });

  test("leaves out what the user is no member of, though the list has not heard of it", async ({ expect }) => {
    const ada = await signUp();
    const [gone, left, here] = [await openGroup(ada), await openGroup(ada), await openGroup(ada)];
    await list(ada);
    await remove(ada, left, ada.id);
    await env.DB.prepare("DELETE FROM conversations WHERE id = ?").bind(gone).run();

    expect((await list(ada)).items.map(({ id }) => id)).toEqual([here]);
  });

  test("costs as much for the last page as for the first", async ({ expect }) => {
    const ada = await signUp();
    await makeGroups(ada, 3_000);
    await list(ada);

    const reads = await runInDurableObject(hubOf(ada), (_, { storage }) =>
      [0, 2_900].map((offset) => {
        const place = storage.sql
          .exec<{ at: number; id: string }>(
            "SELECT active_at AS at, conversation_id AS id FROM conversation_list ORDER BY active_at DESC, conversation_id DESC LIMIT 1 OFFSET ?",
            offset,
          )
          .one();
        const page = storage.sql.exec(
          "SELECT * FROM conversation_list WHERE (active_at, conversation_id) < (?, ?) ORDER BY active_at DESC, conversation_id DESC LIMIT 20",
          place.at,
          place.id,
        );
        page.toArray();
        return page.rowsRead;
      }),
    );

    expect(Math.max(...reads)).toBeLessThan(60);
  });
});

test("members come with a conversation as a bounded part of them, and their number", async ({ expect }) => {
  const [ada, grace] = await Promise.all([signUp(), signUp()]);
  const direct = await openConversation(ada, grace);
  const group = await openGroup(ada, [grace]);
  const crowd = await makeUsers(150);
  await env.DB.prepare(
    "INSERT INTO conversation_members (conversation_id, user_id, role, joined_at) SELECT ?, value, 'member', ? FROM json_each(?)",
  )
    .bind(group, Date.now(), JSON.stringify(crowd))
    .run();

  const { items } = await list(ada);

  const shown = items.map((one) => [one.id, one.members.length, Reflect.get(one, "memberCount")]);
  expect(shown).toEqual([
    [group, 100, 152],
    [direct, 2, 2],
  ]);
});
