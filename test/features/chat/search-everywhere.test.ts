import { afterEach, beforeAll, describe, test, vi } from "vitest";
import { ChatRoom } from "../../../src/features/chat/index.ts";
import { type Message, post } from "../../support/chat.ts";
import { openGroup, remove } from "../../support/groups.ts";
import { type Person, signUp } from "../../support/people.ts";

type Page = { items: Message[]; nextCursor: string | null };

const search = (person: Person, query: string) => person.call("GET", `/api/v1/messages/search?${query}`);

async function searchAll(person: Person, query: string): Promise<Message[][]> {
  const pages: Message[][] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const response = await search(person, `${query}${cursor === "" ? "" : `&cursor=${cursor}`}`);
    const page: Page = await response.json();
    pages.push(page.items);
    cursor = page.nextCursor;
  }
  return pages;
}

let ada: Person;
let grace: Person;

beforeAll(async () => {
  [ada, grace] = await Promise.all([signUp(), signUp()]);
}, 30_000);

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a search across one's conversations", () => {
  test("finds what was said in any of them, the newest first, and nothing of others'", async ({ expect }) => {
    const [one, two, foreign] = [await openGroup(ada), await openGroup(ada, [grace]), await openGroup(grace)];
    await post(ada, one, "1", "a zebra in the garden");
    await post(ada, one, "2", "nothing of the sort");
    await post(grace, two, "3", "Zebras have stripes");
    await post(grace, foreign, "4", "my secret zebra");

    const response = await search(ada, "q=zebra");

    const { items } = await response.json<Page>();
    expect(response.status).toBe(200);
    expect(items.map(({ clientId }) => clientId)).toEqual(["3", "1"]);
    expect(items.map(({ conversationId }) => conversationId)).toEqual([two, one]);
  });

  test("goes on from page to page, each message once, also within a conversation", async ({ expect }) => {
    const person = await signUp();
    const ids: string[] = [];
    for (let at = 0; at < 23; at += 1) ids.push(await openGroup(person));
    const [first = "", last = ""] = [ids[0], ids[22]];
    for (const id of ids) await post(person, id, `${id}-1`, "needle");
    for (let at = 0; at < 5; at += 1) await post(person, last, `more-${at}`, "needle");
    await post(person, first, "newest", "needle");

    const pages = await searchAll(person, "q=needle&limit=4");

    const found = pages.flat().map(({ id }) => id);
    expect(found).toHaveLength(29);
    expect(new Set(found).size).toBe(29);
    expect(pages.every((page) => page.length <= 4)).toBe(true);
    for (const page of pages) {
      const times = page.map(({ createdAt }) => createdAt);
      expect(times).toEqual(times.toSorted().toReversed());
    }
  });

  test("finds nothing where one is no member any more", async ({ expect }) => {
    const id = await openGroup(ada, [grace]);
    await post(ada, id, "1", "unicorn");
    expect(await (await search(grace, "q=unicorn")).json<Page>()).toMatchObject({ items: [{ clientId: "1" }] });

    await remove(ada, id, grace.id);

    expect(await (await search(grace, "q=unicorn")).json<Page>()).toEqual({ items: [], nextCursor: null });
  });

  test("passes over a room that does not answer", async ({ expect }) => {
    const [one, two] = [await openGroup(ada), await openGroup(ada)];
    await post(ada, one, "1", "giraffe");
    await post(ada, two, "2", "giraffe");
    vi.spyOn(ChatRoom.prototype, "searchMessages").mockRejectedValueOnce(new Error("out of reach"));

    const { items } = await (await search(ada, "q=giraffe")).json<Page>();

    expect(items).toHaveLength(1);
  });

  test("with a made-up cursor leads into nobody else's conversation", async ({ expect }) => {
    const foreign = await openGroup(grace);
    await post(grace, foreign, "1", "aardvark");
    const cursor = btoa(JSON.stringify([Date.now() + 1_000, foreign, 1_000]))
      .replaceAll("=", "")
      .replaceAll("+", "-")
      .replaceAll("/", "_");

    const response = await search(ada, `q=aardvark&cursor=${cursor}`);

    expect(await response.json()).toEqual({ items: [], nextCursor: null });
  });

  test.for(["", "q=", "q=%20", `q=${"x".repeat(201)}`, "q=a&limit=101", "q=a&cursor=nonsense", "q=a&in=b"])(
    "refuses %s",
    async (query, { expect }) => {
      expect((await search(ada, query)).status).toBe(422);
    },
  );
});
