import { env } from "cloudflare:workers";
import { beforeAll, describe, test } from "vitest";
import { listen } from "../../support/chat.ts";
import { type Group, groupOf, makeUsers, openGroup, put, remove, rolesIn } from "../../support/groups.ts";
import { openConversation, type Person, signUp } from "../../support/people.ts";

const create = (person: Person, json: object, headers = {}) =>
  person.call("POST", "/api/v1/conversations", {
    json: { type: "group", title: "Us", memberIds: [], ...json },
    headers,
  });

/** The frame by which a conversation comes into somebody's list. */
const isShown = (id: string) => (frame: Record<string, unknown>) =>
  frame["type"] === "conversation.updated" && frame["conversationId"] === id;

let ada: Person;
let grace: Person;
let linus: Person;
let margaret: Person;

beforeAll(async () => {
  [ada, grace, linus, margaret] = await Promise.all([signUp(), signUp(), signUp(), signUp()]);
}, 30_000);

describe("a new group", () => {
  test("has its creator as the owner, and everybody in it once", async ({ expect }) => {
    const response = await create(ada, { memberIds: [grace.id, ada.id, linus.id, grace.id] });

    const group = await response.json<Group>();
    expect(response.status).toBe(201);
    expect(response.headers.get("location")).toBe(`/api/v1/conversations/${group.id}`);
    expect(group).toMatchObject({ type: "group", title: "Us", memberCount: 3, unreadCount: 0, mutedUntil: null });
    expect(await rolesIn(linus, group.id)).toEqual({ [ada.id]: "owner", [grace.id]: "member", [linus.id]: "member" });
  });

  test("is another one each time, but for the same idempotency key", async ({ expect }) => {
    const headers = { "idempotency-key": crypto.randomUUID() };

    const answers = [await create(ada, {}), await create(ada, {}, headers), await create(ada, {}, headers)];

    const ids = await Promise.all(answers.map(async (answer) => (await answer.json<Group>()).id));
    expect(new Set(ids).size).toBe(2);
    expect(ids[1]).toBe(ids[2]);
  });

  test("appears at once with everybody who is in it, and once with whoever is added later", async ({ expect }) => {
    const [graces, linuses] = [await listen(grace), await listen(linus)];
    const { id } = await (await create(ada, { memberIds: [grace.id] })).json<Group>();
    expect(await graces.find(isShown(id))).toMatchObject({ lastMessage: null, unreadCount: 0 });
    await put(ada, id, linus.id);
    await put(ada, id, linus.id);

    expect(await linuses.find(isShown(id))).toMatchObject({ lastMessage: null, unreadCount: 0 });
    await linuses.command("notification.read_all");
    expect(linuses.frames.filter(isShown(id))).toHaveLength(1);
  });

  test("with somebody who is not there is refused, and says which", async ({ expect }) => {
    const response = await create(ada, { memberIds: [grace.id, "user_01j00000000000000000000000"] });

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: "VALIDATION_FAILED", errors: [{ path: "memberIds.1" }] });
  });

  test.for([
    ["no title", { title: undefined }],
    ["a blank title", { title: " " }],
    ["a long title", { title: "x".repeat(101) }],
    ["an id that is none", { memberIds: ["ada"] }],
    [
      "more than a hundred at once",
      { memberIds: Array.from({ length: 101 }, () => "user_01j00000000000000000000000") },
    ],
    ["an unknown key", { owner: "me" }],
  ] as const)("with %s is refused", async ([, json], { expect }) => {
    expect((await create(ada, json)).status).toBe(422);
  });
});

/** What each may do in a group of an owner, an admin and a member; what a stranger may not even know of. */
type Act = (caller: Person, id: string, people: { owner: Person; admin: Person; member: Person }) => Promise<Response>;
const rename: Act = (caller, id) => caller.call("PATCH", `/api/v1/conversations/${id}`, { json: { title: "New" } });
const acts: [string, Act, [owner: number, admin: number, member: number, stranger: number]][] = [
  ["read it", (caller, id) => caller.call("GET", `/api/v1/conversations/${id}`), [200, 200, 200, 404]],
  ["rename it", rename, [200, 200, 403, 404]],
  ["delete it", (caller, id) => caller.call("DELETE", `/api/v1/conversations/${id}`), [204, 403, 403, 404]],
  ["add a member", (caller, id) => put(caller, id, margaret.id), [204, 204, 403, 404]],
  ["add an admin", (caller, id) => put(caller, id, margaret.id, { role: "admin" }), [204, 403, 403, 404]],
  ["add an owner", (caller, id) => put(caller, id, margaret.id, { role: "owner" }), [422, 422, 403, 404]],
  [
    "make a member an admin",
    (caller, id, { member }) => put(caller, id, member.id, { role: "admin" }),
    [204, 403, 403, 404],
  ],
  [
    "make an admin a member",
    (caller, id, { admin }) => put(caller, id, admin.id, { role: "member" }),
    [204, 403, 403, 404],
  ],
  [
    "make an admin the owner",
    (caller, id, { admin }) => put(caller, id, admin.id, { role: "owner" }),
    [204, 403, 403, 404],
  ],
  [
    "make the owner a member",
    (caller, id, { owner }) => put(caller, id, owner.id, { role: "member" }),
    [409, 403, 403, 404],
  ],
  ["add a member again", (caller, id, { member }) => put(caller, id, member.id), [204, 204, 403, 404]],
  ["add nobody", (caller, id) => put(caller, id, "user_01j00000000000000000000000"), [404, 404, 403, 404]],
  ["remove a member", (caller, id, { member }) => remove(caller, id, member.id), [204, 204, 204, 404]],
  ["remove an admin", (caller, id, { admin }) => remove(caller, id, admin.id), [204, 204, 403, 404]],
  ["remove the owner", (caller, id, { owner }) => remove(caller, id, owner.id), [204, 403, 403, 404]],
  ["remove a stranger", (caller, id) => remove(caller, id, margaret.id), [404, 404, 403, 404]],
  [
    "mute it",
    (caller, id) => caller.call("PUT", `/api/v1/conversations/${id}/mute`, { json: {} }),
    [204, 204, 204, 404],
  ],
  ["unmute it", (caller, id) => caller.call("DELETE", `/api/v1/conversations/${id}/mute`), [204, 204, 204, 404]],
];

describe("in a group", () => {
  test.for(acts)(
    "the owner, an admin, a member and a stranger may, or not: %s",
    async ([, act, statuses], { expect }) => {
      const people = { owner: ada, admin: grace, member: linus };
      const outcomes: number[] = [];
      for (const caller of [ada, grace, linus, margaret]) {
        const id = await openGroup(ada, [grace, linus]);
        await put(ada, id, grace.id, { role: "admin" });
        outcomes.push((await act(caller, id, people)).status);
      }

      expect(outcomes).toEqual(statuses);
    },
  );

  test("a title tells everybody who asks, and nothing else changes", async ({ expect }) => {
    const id = await openGroup(ada, [grace], "Before");

    const response = await ada.call("PATCH", `/api/v1/conversations/${id}`, { json: { title: "After" } });

    expect(await response.json()).toMatchObject({ id, title: "After", memberCount: 2 });
    expect(await groupOf(grace, id)).toMatchObject({ title: "After" });
  });

  test("the owner hands over and is an admin then", async ({ expect }) => {
    const id = await openGroup(ada, [grace, linus]);

    await put(ada, id, linus.id, { role: "owner" });

    expect(await rolesIn(ada, id)).toEqual({ [ada.id]: "admin", [grace.id]: "member", [linus.id]: "owner" });
    expect((await put(ada, id, grace.id, { role: "admin" })).status).toBe(403);
  });

  test("somebody whom two requests add at once is added for both", async ({ expect }) => {
    const id = await openGroup(ada, [grace]);
    await put(ada, id, grace.id, { role: "admin" });

    for (const userId of await makeUsers(5)) {
      const [one, other, third] = await Promise.all([
        put(ada, id, userId),
        put(ada, id, userId),
        put(grace, id, userId, { role: "member" }),
      ]);
      expect([one.status, other.status, third.status]).toEqual([204, 204, 204]);
    }
    expect(Object.keys(await rolesIn(ada, id))).toHaveLength(7);
  });

  test("two who are made owners at once do not both become it", async ({ expect }) => {
    const id = await openGroup(ada, [grace, linus]);

    await Promise.all([put(ada, id, grace.id, { role: "owner" }), put(ada, id, linus.id, { role: "owner" })]);

    const roles = Object.values(await rolesIn(ada, id));
    expect(roles.filter((role) => role === "owner")).toHaveLength(1);
  });
});

describe("who leaves", () => {
  test("as a member is gone, and the others stay as they are", async ({ expect }) => {
    const id = await openGroup(ada, [grace, linus]);

    const response = await remove(linus, id, linus.id);

    expect(response.status).toBe(204);
    expect((await linus.call("GET", `/api/v1/conversations/${id}`)).status).toBe(404);
    expect(await rolesIn(ada, id)).toEqual({ [ada.id]: "owner", [grace.id]: "member" });
  });

  test("as the owner hands over to the oldest admin", async ({ expect }) => {
    const id = await openGroup(ada, [grace]);
    await put(ada, id, linus.id);
    await put(ada, id, linus.id, { role: "admin" });
    await put(ada, id, margaret.id, { role: "admin" });

    await remove(ada, id, ada.id);

    expect(await rolesIn(grace, id)).toEqual({ [grace.id]: "member", [linus.id]: "owner", [margaret.id]: "admin" });
  });

  test("as the owner of members alone hands over to the oldest", async ({ expect }) => {
    const id = await openGroup(ada, [grace]);
    await put(ada, id, linus.id);

    await remove(ada, id, ada.id);

    expect(await rolesIn(linus, id)).toEqual({ [grace.id]: "owner", [linus.id]: "member" });
  });

  test("as the last one takes the group along", async ({ expect }) => {
    const id = await openGroup(ada, [grace]);
    await remove(grace, id, grace.id);

    const response = await remove(ada, id, ada.id);

    expect(response.status).toBe(204);
    expect((await ada.call("GET", `/api/v1/conversations/${id}`)).status).toBe(404);
    expect((await put(ada, id, ada.id)).status).toBe(404);
  });

  test("all at once leaves nobody behind, and no group without an owner", async ({ expect }) => {
    const id = await openGroup(ada, [grace, linus, margaret]);

    const answers = await Promise.all([ada, grace, linus].map((person) => remove(person, id, person.id)));

    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
    expect(await rolesIn(margaret, id)).toEqual({ [margaret.id]: "owner" });
  });
});

describe("a direct conversation", () => {
  test.for([
    ["PATCH", "", { title: "Us two" }],
    ["DELETE", "", undefined],
    ["PUT", "/members/:other", {}],
    ["DELETE", "/members/:own", undefined],
  ] as const)("is what it is: %s%s is forbidden", async ([method, path, json], { expect }) => {
    const id = await openConversation(ada, grace);
    const filled = path.replace(":other", linus.id).replace(":own", ada.id);

    const response = await ada.call(method, `/api/v1/conversations/${id}${filled}`, json && { json });

    expect(response.status).toBe(403);
  });

  test("cannot be deleted, and says what one can do instead", async ({ expect }) => {
    const id = await openConversation(ada, grace);

    const response = await ada.call("DELETE", `/api/v1/conversations/${id}`);

    expect(await response.json()).toMatchObject({ code: "FORBIDDEN", detail: expect.stringContaining("block") });
  });
});

const openWith = (companion: string) =>
  ada.call("POST", "/api/v1/conversations", { json: { type: "companion", companion } });

describe("a conversation with a companion", () => {
  test("is its creator's own, with the companion as a member", async ({ expect }) => {
    const response = await openWith("assistant");

    const group = await response.json<Group>();
    expect(response.status).toBe(201);
    expect(group).toMatchObject({ type: "companion", title: null, memberCount: 2 });
    expect(group.members).toMatchObject([
      { userId: ada.id, role: "owner" },
      { username: "assistant", role: "member" },
    ]);
    expect((await rename(ada, group.id, { owner: ada, admin: grace, member: linus })).status).toBe(200);
    expect((await put(ada, group.id, grace.id)).status).toBe(403);
    expect((await remove(ada, group.id, ada.id)).status).toBe(403);
    expect((await ada.call("DELETE", `/api/v1/conversations/${group.id}`)).status).toBe(204);
  });

  test("that there is not is refused", async ({ expect }) => {
    const response = await openWith("nobody");

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: [{ path: "companion" }] });
  });
});

test(
  "a group takes a thousand members and no more, and shows the first hundred",
  { timeout: 30_000 },
  async ({ expect }) => {
    const id = await openGroup(ada, [grace]);
    const crowd = await makeUsers(998);
    await addAll(id, crowd.slice(0, 997));

    const last = await put(ada, id, crowd[997] ?? "");
    const tooMany = await put(ada, id, linus.id);

    expect([last.status, tooMany.status]).toEqual([204, 409]);
    const group = await groupOf(grace, id);
    expect(group.memberCount).toBe(1_000);
    expect(group.members).toHaveLength(100);
  },
);

/** As if each had been added: one call each would take a minute. */
async function addAll(id: string, userIds: string[]): Promise<void> {
  await env.DB.prepare(
    "INSERT INTO conversation_members (conversation_id, user_id, role, joined_at) SELECT ?, value, 'member', ? FROM json_each(?)",
  )
    .bind(id, Date.now(), JSON.stringify(userIds))
    .run();
}
