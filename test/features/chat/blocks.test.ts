import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, test } from "vitest";
import { createDeps } from "../../../src/deps.ts";
import { chatReactions } from "../../../src/features/chat/index.ts";
import { created, enter, listen, messagePath, post, roomOf } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { openGroup, put } from "../../support/groups.ts";
import { openConversation, type Person, signUp } from "../../support/people.ts";

const block = (person: Person, other: Person) =>
  person.call("PUT", `/api/v1/users/${other.username}/block`, { json: {} });
const unblock = (person: Person, other: Person) => person.call("DELETE", `/api/v1/users/${other.username}/block`);
const send = (person: Person, id: string, clientId: string) =>
  person.call("POST", `/api/v1/conversations/${id}/messages`, { json: { clientId, content: "hi" } });

let ada: Person;
let grace: Person;
let linus: Person;

beforeAll(async () => {
  [ada, grace, linus] = await Promise.all([signUp(), signUp(), signUp()]);
}, 30_000);

describe("in a direct conversation, somebody who has blocked the other", () => {
  test.for(["blocker", "blocked"] as const)(
    "ends the talk for both, and tells neither who: %s",
    async (who, { expect }) => {
      const [one, other] = await Promise.all([signUp(), signUp()]);
      const id = await openConversation(one, other);
      const first = await post(one, id, "1");
      const sender = who === "blocker" ? one : other;
      const socket = await enter(sender, id);
      expect((await block(one, other)).status).toBe(204);

      await eventually(async () => expect((await send(sender, id, crypto.randomUUID())).status).toBe(403));
      await evictDurableObject(roomOf(id));
      const response = await send(sender, id, "2");
      const answer = await socket.command("message.send", { clientId: "3", content: "hi" });

      expect(await response.json()).toMatchObject({
        code: "FORBIDDEN",
        detail: "Nothing can be sent in this conversation.",
      });
      expect(answer).toMatchObject({ type: "error", code: "FORBIDDEN" });
      expect(created(socket).map(({ clientId }) => clientId)).not.toContain("2");
      expect(created(socket).map(({ clientId }) => clientId)).not.toContain("3");
      expect(await (await send(one, id, "1")).json()).toMatchObject({ id: first.id });
    },
  );

  test("and takes it back can be talked with again", async ({ expect }) => {
    const [one, other] = await Promise.all([signUp(), signUp()]);
    const id = await openConversation(one, other);
    await block(one, other);
    await eventually(async () => expect((await send(other, id, crypto.randomUUID())).status).toBe(403));

    await unblock(one, other);

    await eventually(async () => expect((await send(other, id, "2")).status).toBe(201));
  });

  test.for(["blocker", "blocked"] as const)(
    "keeps a conversation from being opened, and tells neither who: %s",
    async (who, { expect }) => {
      const [one, other] = await Promise.all([signUp(), signUp()]);
      await block(one, other);
      const [opener, opposite] = who === "blocker" ? [one, other] : [other, one];

      const response = await opener.call("POST", "/api/v1/conversations", {
        json: { type: "direct", userId: opposite.id },
      });

      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ detail: "Nothing can be sent in this conversation." });
      const { items } = await (await opposite.call("GET", "/api/v1/conversations")).json<{ items: unknown[] }>();
      expect(items).toEqual([]);
    },
  );

  test("finds the conversation that was there before", async ({ expect }) => {
    const [one, other] = await Promise.all([signUp(), signUp()]);
    const id = await openConversation(one, other);
    await block(one, other);

    const response = await other.call("POST", "/api/v1/conversations", { json: { type: "direct", userId: one.id } });

    expect([response.status, await response.json()]).toMatchObject([200, { id }]);
  });

  test("is shown nothing new in what was said before, and nobody typing", async ({ expect }) => {
    const [one, other] = await Promise.all([signUp(), signUp()]);
    const id = await openConversation(one, other);
    const path = messagePath(await post(other, id, "1", "hi"));
    await other.call("PUT", `${path}/reactions/${encodeURIComponent("👍")}`);
    const [ones, others] = await Promise.all([enter(one, id), enter(other, id)]);
    await block(one, other);
    await eventually(async () => expect((await send(other, id, crypto.randomUUID())).status).toBe(403));
    await evictDurableObject(roomOf(id));

    const edited = await other.call("PATCH", path, { json: { content: "you again" } });
    const reacted = await other.call("PUT", `${path}/reactions/${encodeURIComponent("💀")}`);
    const messageId = path.split("/").at(-1);
    const answers = [
      await others.command("message.edit", { messageId, content: "you again" }),
      await others.command("reaction.add", { messageId, emoji: "💀" }),
    ];
    const typing = await others.command("typing.start");
    const takenBack = await other.call("DELETE", `${path}/reactions/${encodeURIComponent("👍")}`);
    const deleted = await other.call("DELETE", path);

    expect([edited.status, reacted.status]).toEqual([403, 403]);
    expect(await edited.json()).toMatchObject({ detail: "Nothing can be sent in this conversation." });
    expect(answers).toMatchObject([
      { type: "error", code: "FORBIDDEN" },
      { type: "error", code: "FORBIDDEN" },
    ]);
    expect(typing).toMatchObject({ type: "ack" });
    expect([takenBack.status, deleted.status]).toEqual([204, 204]);
    await ones.find(({ type }) => type === "message.deleted");
    expect(
      ones.frames.map(({ type }) => type).filter((type) => type === "message.edited" || type === "typing"),
    ).toEqual([]);
    expect(ones.ofType("reaction.changed")).toHaveLength(1);
  });
});

test("a block reaches the pair's own conversation, however many groups they share", async ({ expect }) => {
  const [one, other] = await Promise.all([signUp(), signUp()]);
  const id = await openConversation(one, other);
  const groups = JSON.stringify(Array.from({ length: 520 }, (_, at) => `conv_0${at}_${one.id}`));
  const people = JSON.stringify([one.id, other.id]);
  await env.DB.batch([
    env.DB.prepare(
      "INSERT INTO conversations (id, type, title, created_by, created_at) SELECT value, 'group', 'Us', ?, 0 FROM json_each(?)",
    ).bind(one.id, groups),
    env.DB.prepare(
      `INSERT INTO conversation_members (conversation_id, user_id, role, joined_at)
         SELECT id.value, person.value, 'member', 0 FROM json_each(?) AS id, json_each(?) AS person`,
    ).bind(groups, people),
  ]);
  const told: string[] = [];
  const deps = createDeps(env, { requestId: "test" });
  const fakeRoomOf = (conversationId: string) => ({ rosterChanged: async () => void told.push(conversationId) });
  const reaction = chatReactions.find(({ name }) => name === "chat.follow-block");

  // Only that the rooms are told is looked at: five hundred of them would take long to be made.
  const watched = Object.assign(Object.create(deps), { roomOf: fakeRoomOf }) as typeof deps;
  await reaction?.run(watched, { blockerId: one.id, blockedId: other.id }, { id: "evt_1", occurredAt: 0 });

  expect(told[0]).toBe(id);
  expect(new Set(told).size).toBe(told.length);
  expect(told.length).toBeGreaterThanOrEqual(500);
});

describe("in a group, somebody who has blocked another", () => {
  test("is not told of what they say, and sees it all the same", async ({ expect }) => {
    const id = await openGroup(ada, [grace, linus]);
    await block(grace, linus);
    const told = await listen(grace);
    await roomOf(id).rosterChanged();

    await post(linus, id, "1", "from Linus");
    await told.find((frame) => frame.type === "conversation.updated" && frame["conversationId"] === id);
    await evictDurableObject(roomOf(id));
    await post(ada, id, "2", "from Ada");
    await post(linus, id, "3", "from Linus");

    const notices = () =>
      [...told.ofType("notification.created"), ...told.ofType("notification.updated")].map(
        (frame) => frame["notification"] as { groupKey: string; message: string },
      );
    await eventually(() => expect(notices().length).toBeGreaterThan(0));
    expect(new Set(notices().map(({ message }) => message))).toEqual(new Set(["from Ada"]));
    await unblock(grace, linus);
  });

  test("is added by the one they blocked to no group, neither new nor old", async ({ expect }) => {
    const [one, other] = await Promise.all([signUp(), signUp()]);
    const id = await openGroup(other);
    await block(one, other);

    const added = await put(other, id, one.id);
    const opened = await other.call("POST", "/api/v1/conversations", {
      json: { type: "group", title: "Us", memberIds: [ada.id, one.id] },
    });

    expect([added.status, opened.status]).toEqual([403, 403]);
    expect((await put(one, await openGroup(one), other.id)).status).toBe(204);
  });
});
