import { describe, test } from "vitest";
import { type Conversation, directConversation, livePath, post } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { call } from "../../support/http.ts";
import { openConversation, type Person, signUp } from "../../support/people.ts";

type Page = { items: Conversation[]; nextCursor: string | null };

const direct = (person: Person, userId: string) =>
  person.call("POST", "/api/v1/conversations", { json: { type: "direct", userId } });

const list = async (person: Person, query = "") =>
  (await person.call("GET", `/api/v1/conversations${query}`)).json<Page>();

describe("a direct conversation", () => {
  test("is one per pair, whoever opens it and how often", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);

    const first = await direct(ada, grace.id);
    const second = await direct(grace, ada.id);

    const conversation = await first.json<Conversation>();
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(first.headers.get("location")).toBe(`/api/v1/conversations/${conversation.id}`);
    expect(conversation).toMatchObject({ type: "direct", lastMessage: null, unreadCount: 0 });
    expect(conversation.members.map(({ userId }) => userId).toSorted()).toEqual([ada.id, grace.id].toSorted());
    expect(await second.json()).toMatchObject({ id: conversation.id });
  });

  test("is one when both open it many times at once, and new to one of them", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);

    const responses = await Promise.all(
      Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? direct(ada, grace.id) : direct(grace, ada.id))),
    );

    const ids = await Promise.all(responses.map(async (response) => (await response.json<Conversation>()).id));
    expect(new Set(ids).size).toBe(1);
    expect(responses.filter(({ status }) => status === 201)).toHaveLength(1);
    expect((await list(grace)).items).toHaveLength(1);
  });

  test("with oneself is refused", async ({ expect }) => {
    const ada = await signUp();

    const response = await direct(ada, ada.id);

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: "VALIDATION_FAILED", errors: [{ path: "userId" }] });
  });

  test("with nobody is not found", async ({ expect }) => {
    const ada = await signUp();

    const response = await direct(ada, "user_01j00000000000000000000000");

    expect(response.status).toBe(404);
  });

  test.for([
    ["a malformed id", { type: "direct", userId: "ada" }],
    ["an unknown key", { type: "direct", userId: "user_01j00000000000000000000000", role: "owner" }],
    ["an unknown type", { type: "secret", userId: "user_01j00000000000000000000000" }],
    ["nothing", {}],
  ] as const)("out of %s is refused", async ([, json], { expect }) => {
    const ada = await signUp();

    const response = await ada.call("POST", "/api/v1/conversations", { json });

    expect(response.status).toBe(422);
  });

  test("is opened by nobody who is not signed in", async ({ expect }) => {
    const response = await call("POST", "/api/v1/conversations", { json: { type: "direct", userId: "x" } });

    expect(response.status).toBe(401);
  });
});

describe("the list of conversations", () => {
  test("shows the last message, what is unread, and the newest activity first", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const linus = await signUp();
    const other = await openConversation(linus, ada);

    await post(linus, other, "one");
    await post(grace, id, "two");
    await post(grace, id, "three");

    await eventually(async () => {
      const { items } = await list(ada);
      expect(items.map((conversation) => conversation.id)).toEqual([id, other]);
      expect(items[0]).toMatchObject({ unreadCount: 2, lastMessage: { content: "three", seq: 2 } });
      expect(items[1]).toMatchObject({ unreadCount: 1, lastMessage: { content: "one", seq: 1 } });
      expect(items[0]?.updatedAt).toBe(items[0]?.lastMessage?.createdAt);
    });
    expect((await list(grace)).items).toMatchObject([{ id, unreadCount: 0 }]);
  });

  test("pages through more than a hundred, each once, without a gap", { timeout: 60_000 }, async ({ expect }) => {
    const ada = await signUp();
    const others = await inBatches(105, () => signUp());
    const ids = await inBatches(others.length, (at) => openConversation(ada, others[at] ?? ada));

    const seen: Conversation[] = [];
    const sizes: number[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const page: Page = await list(ada, `?limit=100${cursor === "" ? "" : `&cursor=${cursor}`}`);
      seen.push(...page.items);
      sizes.push(page.items.length);
      cursor = page.nextCursor;
    }

    expect(sizes).toEqual([100, 5]);
    expect(seen.map((conversation) => conversation.id).toSorted()).toEqual(ids.toSorted());
    expect(seen.every(({ members }) => members.length === 2)).toBe(true);
  });

  test.for(["?limit=0", "?limit=101", "?limit=x", "?cursor=nonsense", "?page=2", "?limit=1&limit=2"])(
    "refuses %s",
    async (query, { expect }) => {
      const ada = await signUp();

      const response = await ada.call("GET", `/api/v1/conversations${query}`);

      expect(response.status).toBe(422);
    },
  );
});

describe("a stranger", () => {
  const doors = [
    ["GET", "", undefined],
    ["GET", "/messages", undefined],
    ["POST", "/messages", { clientId: "c", content: "let me in" }],
    ["PUT", "/read", { seq: 1 }],
  ] as const;

  test.for(doors)("is told that there is no such conversation: %s %s", async ([method, path, json], { expect }) => {
    const { ada, id } = await directConversation();
    await post(ada, id, "secret");
    const stranger = await signUp();

    const response = await stranger.call(method, `/api/v1/conversations/${id}${path}`, json && { json });

    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain("secret");
  });

  test("gets no socket in it", async ({ expect }) => {
    const { id } = await directConversation();
    const stranger = await signUp();

    const response = await stranger.call("GET", livePath(id), { headers: { upgrade: "websocket" } });

    expect(response.status).toBe(404);
  });

  test.for(doors)("hears the same of one that does not exist: %s %s", async ([method, path, json], { expect }) => {
    const stranger = await signUp();

    const answers = await Promise.all(
      ["conv_01j00000000000000000000000", "conv_nonsense", "user_01j00000000000000000000000"].map((id) =>
        stranger.call(method, `/api/v1/conversations/${id}${path}`, json && { json }),
      ),
    );

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  });
});

/** Does something so many times, a few at once: each sign-up hashes a password. */
async function inBatches<T>(count: number, act: (at: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let from = 0; from < count; from += 15) {
    const size = Math.min(15, count - from);
    results.push(...(await Promise.all(Array.from({ length: size }, (_, at) => act(from + at)))));
  }
  return results;
}
