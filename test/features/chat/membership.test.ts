import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, describe, test, vi } from "vitest";
import { ChatRoom } from "../../../src/features/chat/index.ts";
import { created, enter, history, livePath, post, roomOf, sendLine } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { groupOf, makeUsers, openGroup, put, remove, rolesIn } from "../../support/groups.ts";
import { newIsolate } from "../../support/isolate.ts";
import { type Person, signUp } from "../../support/people.ts";
import type { Stream } from "../../support/stream.ts";

const doings = new Set(["member.joined", "member.left", "conversation.changed"]);
/** What a stream told of the group itself. */
const told = (stream: Stream) => stream.frames.filter(({ type }) => doings.has(type));
const rename = (person: Person, id: string, title: string) =>
  person.call("PATCH", `/api/v1/conversations/${id}`, { json: { title } });
const listed = async (person: Person) => {
  const { items } = await (await person.call("GET", "/api/v1/conversations")).json<{ items: { id: string }[] }>();
  return items.map(({ id }) => id);
};

let ada: Person;
let grace: Person;
let linus: Person;

beforeAll(async () => {
  [ada, grace, linus] = await Promise.all([signUp({ displayName: "Ada" }), signUp(), signUp()]);
}, 30_000);

afterEach(() => {
  vi.restoreAllMocks();
});

/** What a database answers that hangs. */
const never = () => new Promise(() => undefined);

/** Keeps the service from reaching any room, as when it dies between its commit and the call. */
function cutOffRooms(times = Number.POSITIVE_INFINITY) {
  let failures = 0;
  const look = Reflect.get(ChatRoom.prototype, "rosterChanged");
  return vi.spyOn(ChatRoom.prototype, "rosterChanged").mockImplementation(async function (this: ChatRoom, gone) {
    failures += 1;
    if (failures <= times) throw new Error("out of reach");
    return Reflect.apply(look, this, [gone]);
  });
}

describe("the stream of a group", () => {
  test("tells once of who joins, who leaves and what it is called, in its one order", async ({ expect }) => {
    const id = await openGroup(ada, [grace], "Before");
    const adas = await enter(ada, id);

    await post(grace, id, "1");
    await put(ada, id, linus.id);
    await rename(ada, id, "After");
    await rename(ada, id, "After");
    await post(linus, id, "2");
    await remove(ada, id, linus.id);

    await adas.find(({ type }) => type === "member.left");
    expect(told(adas)).toEqual([
      { type: "member.joined", seq: 2, userId: linus.id },
      { type: "conversation.changed", seq: 3, title: "After" },
      { type: "member.left", seq: 5, userId: linus.id },
    ]);
    const again = await enter(ada, id, 0);
    await eventually(() => expect(told(again)).toEqual(told(adas)));
  });

  test("tells nothing of a role, nor of a look that finds nothing new", async ({ expect }) => {
    const id = await openGroup(ada, [grace]);
    const adas = await enter(ada, id);

    await put(ada, id, grace.id, { role: "admin" });
    await Promise.all([roomOf(id).rosterChanged(), roomOf(id).rosterChanged()]);
    await adas.command("typing.stop");

    expect(told(adas)).toEqual([]);
  });

  test("lets a new member see what was said before, as read", async ({ expect }) => {
    const id = await openGroup(ada);
    await post(ada, id, "1");
    await post(ada, id, "2");

    await put(ada, id, grace.id);

    expect((await history(grace, id)).map(({ clientId }) => clientId)).toEqual(["1", "2"]);
    await eventually(async () => expect(await groupOf(grace, id)).toMatchObject({ unreadCount: 0, memberCount: 2 }));
    const { items } = await (
      await grace.call("GET", "/api/v1/notifications")
    ).json<{ items: { groupKey: string }[] }>();
    expect(items.filter(({ groupKey }) => groupKey === id)).toEqual([]);
    await post(ada, id, "3");
    await eventually(async () => expect(await groupOf(grace, id)).toMatchObject({ unreadCount: 1 }));
  });

  test("shows who has left under their own name", async ({ expect }) => {
    const id = await openGroup(grace, [ada]);
    await post(ada, id, "1");

    await remove(ada, id, ada.id);
    await evictDurableObject(roomOf(id));

    expect((await history(grace, id))[0]?.sender).toMatchObject({ id: ada.id, displayName: "Ada" });
  });
});

describe("a member who is removed", () => {
  test("has their sockets closed at once, and hears nothing later", async ({ expect }) => {
    const id = await openGroup(ada, [grace, linus]);
    const [graces, again, linuses] = await Promise.all([enter(grace, id), enter(grace, id), enter(linus, id)]);
    await graces.command("typing.start");
    const startedAt = Date.now();

    await remove(ada, id, grace.id);
    const closed = await Promise.all([graces.waitForClose(), again.waitForClose()]);
    await post(ada, id, "secret");

    expect(closed.map(({ code }) => code)).toEqual([4403, 4403]);
    expect(Date.now() - startedAt).toBeLessThan(2_000);
    await eventually(() => expect(created(linuses)).toHaveLength(1));
    expect([...told(graces), ...told(again), ...created(graces), ...created(again)]).toEqual([]);
    expect(linuses.ofType("typing")).toMatchObject([{ isTyping: true }, { isTyping: false }]);
    expect(linuses.closed).toBeNull();
  });

  test("may do nothing there any more, and it is in no list of theirs", async ({ expect }) => {
    const id = await openGroup(ada, [grace]);
    await post(ada, id, "1");

    await remove(ada, id, grace.id);

    const answers = await Promise.all([
      grace.call("GET", `/api/v1/conversations/${id}`),
      grace.call("GET", `/api/v1/conversations/${id}/messages`),
      grace.call("POST", `/api/v1/conversations/${id}/messages`, { json: { clientId: "x", content: "x" } }),
      grace.call("PUT", `/api/v1/conversations/${id}/read`, { json: { seq: 1 } }),
      grace.call("GET", livePath(id), { headers: { upgrade: "websocket" } }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    expect(await listed(grace)).not.toContain(id);
  });

  test("while they send has nothing stored after their removal", async ({ expect }) => {
    const id = await openGroup(ada, [grace]);
    const [adas, graces] = await Promise.all([enter(ada, id), enter(grace, id)]);
    let count = 0;
    const talking = setInterval(() => graces.closed ?? graces.send(sendLine(`m${(count += 1)}`)), 1);

    await eventually(() => expect(created(adas).length).toBeGreaterThan(20));
    await remove(ada, id, grace.id);
    const stored = (await history(ada, id)).length;
    await graces.waitForClose();
    clearInterval(talking);
    await post(ada, id, "after");

    const messages = await history(ada, id);
    expect(messages).toHaveLength(stored + 1);
    await adas.find(({ type }) => type === "member.left");
    const [left] = adas.ofType("member.left");
    const places = messages.filter(({ sender }) => sender.id === grace.id).map(({ seq }) => seq);
    expect(Math.max(...places)).toBeLessThan(Number(left?.["seq"]));
  });

  test("is out though the database takes its time to tell the room", async ({ expect }) => {
    const id = await openGroup(ada, [grace]);
    const [adas, graces] = await Promise.all([enter(ada, id), enter(grace, id)]);
    await runInDurableObject(roomOf(id), (room) => {
      Reflect.set(room, "db", Object.assign(Object.create(Reflect.get(room, "db")), { batch: never }));
    });

    void roomOf(id).rosterChanged([grace.id]);
    const { code } = await graces.waitForClose();
    const answer = await adas.command("message.send", { clientId: "1", content: "secret" });

    expect(code).toBe(4403);
    expect(answer).toMatchObject({ type: "ack" });
    expect(created(graces)).toEqual([]);
  });

  test("by mistake is back as soon as the database says so", async ({ expect }) => {
    const id = await openGroup(ada, [grace]);
    const adas = await enter(ada, id);

    await roomOf(id).rosterChanged([grace.id]);

    await post(grace, id, "1");
    await adas.find(({ type }) => type === "message.created");
    expect(told(adas)).toEqual([]);
  });

  test("and added again is a member like any other", async ({ expect }) => {
    const id = await openGroup(ada, [grace]);
    await remove(ada, id, grace.id);

    await put(ada, id, grace.id);

    const graces = await enter(grace, id, 0);
    await graces.command("message.send", { clientId: "1", content: "back" });
    expect(told(graces).map(({ type }) => type)).toEqual(["member.left", "member.joined"]);
    expect(await listed(grace)).toContain(id);
  });
});

describe("a room that could not be reached", () => {
  test("at a removal learns of it by the reaction, once", async ({ expect }) => {
    const id = await openGroup(ada, [grace]);
    const [adas, graces] = await Promise.all([enter(ada, id), enter(grace, id)]);
    cutOffRooms(1);

    const response = await remove(ada, id, grace.id);

    expect(response.status).toBe(204);
    expect(await graces.waitForClose()).toMatchObject({ code: 4403 });
    await adas.find(({ type }) => type === "member.left");
    expect(adas.ofType("member.left")).toHaveLength(1);
  });

  test("by the reaction either learns of it by the sweep", { timeout: 20_000 }, async ({ expect }) => {
    const id = await openGroup(ada, [grace]);
    const [adas, graces] = await Promise.all([enter(ada, id), enter(grace, id)]);
    const cut = cutOffRooms();
    await Promise.all([remove(ada, id, grace.id), put(ada, id, linus.id)]);
    await eventually(() => expect(cut.mock.calls.length).toBeGreaterThanOrEqual(4));
    expect(graces.closed).toBeNull();
    vi.restoreAllMocks();
    await evictDurableObject(roomOf(id));

    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
    await newIsolate().sweep();
    vi.useRealTimers();

    expect(await graces.waitForClose()).toMatchObject({ code: 4403 });
    await eventually(() =>
      expect(
        told(adas)
          .map(({ type }) => type)
          .toSorted(),
      ).toEqual(["member.joined", "member.left"]),
    );
    await eventually(async () => expect(await listed(linus)).toContain(id));
    expect(await listed(grace)).not.toContain(id);
  });
});

test("a thousand members are taken over once, and each is told of", { timeout: 120_000 }, async ({ expect }) => {
  const id = await openGroup(ada, [grace]);
  const crowd = await makeUsers(998);
  await env.DB.prepare(
    "INSERT INTO conversation_members (conversation_id, user_id, role, joined_at) SELECT ?, value, 'member', ? FROM json_each(?)",
  )
    .bind(id, Date.now(), JSON.stringify(crowd))
    .run();
  await roomOf(id).rosterChanged();
  const graces = await enter(grace, id, 0);
  expect(graces.frames[0]?.["reads"]).toHaveLength(1_000);

  await remove(ada, id, crowd[0] ?? "");

  await graces.find(({ type }) => type === "member.left");
  expect(Object.keys(await rolesIn(grace, id))).toHaveLength(100);
  expect(told(graces)).toHaveLength(999);
});
