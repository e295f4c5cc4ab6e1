import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, describe, test, vi } from "vitest";
import { ChatRoom } from "../../../src/features/chat/index.ts";
import { created, enter, hubOf, livePath, post, roomOf } from "../../support/chat.ts";
import { openCompanion } from "../../support/companions.ts";
import { eventually } from "../../support/eventually.ts";
import { openGroup, put, remove } from "../../support/groups.ts";
import { newIsolate } from "../../support/isolate.ts";
import { type Person, signUp } from "../../support/people.ts";

const deleteIt = (person: Person, id: string) => person.call("DELETE", `/api/v1/conversations/${id}`);
/** How many messages a room has; nothing where it has not even a place for them. */
const stored = (id: string) =>
  runInDurableObject(roomOf(id), (_, { storage }) => {
    const tables = storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'messages'").toArray();
    return tables.length === 0 ? 0 : storage.sql.exec<{ n: number }>("SELECT count(*) AS n FROM messages").one().n;
  });
const doorsOf = (id: string) =>
  [
    ["GET", `/api/v1/conversations/${id}`, undefined],
    ["PATCH", `/api/v1/conversations/${id}`, { title: "x" }],
    ["DELETE", `/api/v1/conversations/${id}`, undefined],
    ["GET", `/api/v1/conversations/${id}/messages`, undefined],
    ["POST", `/api/v1/conversations/${id}/messages`, { clientId: "x", content: "x" }],
    ["PUT", `/api/v1/conversations/${id}/read`, { seq: 1 }],
    ["PUT", `/api/v1/conversations/${id}/mute`, {}],
  ] as const;

let ada: Person;
let grace: Person;

beforeAll(async () => {
  [ada, grace] = await Promise.all([signUp(), signUp()]);
}, 30_000);

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a conversation that is deleted", () => {
  test("closes everybody's sockets and is not there any more, for any isolate", async ({ expect }) => {
    const other = newIsolate();
    const id = await openGroup(ada, [grace]);
    await post(ada, id, "1");
    const path = `/api/v1/conversations/${id}/messages`;
    expect((await other.call("GET", path, { token: grace.token })).status).toBe(200);
    const streams = await Promise.all([enter(ada, id), enter(grace, id)]);

    const response = await deleteIt(ada, id);

    expect(response.status).toBe(204);
    const codes = await Promise.all(streams.map(async (stream) => (await stream.waitForClose()).code));
    expect(codes).toEqual([4404, 4404]);
    const answers = await Promise.all(
      doorsOf(id).flatMap(([method, door, json]) => [
        ada.call(method, door, json && { json }),
        other.call(method, door, { token: grace.token, ...(json && { json }) }),
      ]),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
    const live = await grace.call("GET", livePath(id), { headers: { upgrade: "websocket" } });
    expect(live.status).toBe(404);
  });

  test("leaves nothing in its room, in hubs and in the database", async ({ expect }) => {
    const id = await openGroup(ada, [grace]);
    await post(ada, id, "1");
    await eventually(async () =>
      expect(await hubOf(grace).conversationStates([id])).toEqual({ [id]: { unreadCount: 1, mutedUntil: null } }),
    );

    await deleteIt(ada, id);

    await eventually(async () => expect(await stored(id)).toBe(0));
    expect(await hubOf(grace).conversationStates([id])).toEqual({ [id]: { unreadCount: 0, mutedUntil: null } });
    expect(await hubOf(grace).listConversations({ before: undefined, limit: 100 })).not.toContainEqual(
      expect.objectContaining({ id }),
    );
    for (const table of ["conversations", "conversation_members", "conversation_activity"]) {
      const column = table === "conversations" ? "id" : "conversation_id";
      const { results } = await env.DB.prepare(`SELECT 1 FROM ${table} WHERE ${column} = ?`).bind(id).all();
      expect(results).toEqual([]);
    }
  });

  test("by its last member goes the same way", async ({ expect }) => {
    const id = await openGroup(ada);
    await post(ada, id, "1");
    const stream = await enter(ada, id);

    await remove(ada, id, ada.id);

    expect(await stream.waitForClose()).toMatchObject({ code: 4404 });
    await eventually(async () => expect(await stored(id)).toBe(0));
  });

  test("while its room is out of reach is gone by the sweep", { timeout: 20_000 }, async ({ expect }) => {
    const id = await openGroup(ada, [grace]);
    await post(ada, id, "1");
    const stream = await enter(grace, id);
    const cut = vi.spyOn(ChatRoom.prototype, "conversationDeleted").mockImplementation(() => {
      throw new Error("out of reach");
    });
    await deleteIt(ada, id);
    await eventually(() => expect(cut.mock.calls.length).toBeGreaterThanOrEqual(2));
    expect(stream.closed).toBeNull();
    vi.restoreAllMocks();

    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
    await newIsolate().sweep();
    vi.useRealTimers();

    expect(await stream.waitForClose()).toMatchObject({ code: 4404 });
    expect(await stored(id)).toBe(0);
  });

  test("takes in nothing that was on its way", async ({ expect }) => {
    const id = await openGroup(ada, [grace]);
    const [adas, graces] = await Promise.all([enter(ada, id), enter(grace, id)]);

    const late = Array.from({ length: 20 }, (_, at) =>
      grace.call("POST", `/api/v1/conversations/${id}/messages`, { json: { clientId: `m${at}`, content: "late" } }),
    );
    await deleteIt(ada, id);
    const statuses = (await Promise.all(late)).map(({ status }) => status);

    expect(statuses.filter((status) => status !== 201 && status !== 404)).toEqual([]);
    await Promise.all([adas.waitForClose(), graces.waitForClose()]);
    expect(created(adas).length).toBeGreaterThanOrEqual(statuses.filter((status) => status === 201).length);
    await eventually(async () => expect(await stored(id)).toBe(0));
  });

  test("is not there for who remembers it, nor erased anew, once its room is erased", async ({ expect }) => {
    const other = newIsolate();
    const ids = [await openGroup(ada, [grace]), await openCompanion(ada)];
    for (const id of ids) {
      await post(ada, id, "1");
      const path = `/api/v1/conversations/${id}/messages`;
      expect((await other.call("GET", path, { token: ada.token })).status).toBe(200);
      await deleteIt(ada, id);
      await eventually(async () => expect(await stored(id)).toBe(0));

      await Promise.all([roomOf(id).erase(), roomOf(id).conversationDeleted(), roomOf(id).erase()]);
      const listed = await other.call("GET", path, { token: ada.token });
      const sent = await other.call("POST", path, { token: ada.token, json: { clientId: "2", content: "2" } });

      expect([listed.status, sent.status]).toEqual([404, 404]);
      expect(await stored(id)).toBe(0);
    }
  });

  test("is not erased while the database has it", async ({ expect }) => {
    const id = await openGroup(ada, [grace]);
    await post(ada, id, "1");

    await roomOf(id).conversationDeleted();
    await roomOf(id).erase();

    expect(await stored(id)).toBe(1);
    expect((await post(grace, id, "2")).seq).toBe(2);
  });
});

test("a group whose owner deletes it while somebody is added is gone whole", async ({ expect }) => {
  const id = await openGroup(ada);

  await Promise.all([deleteIt(ada, id), put(ada, id, grace.id)]);

  expect((await grace.call("GET", `/api/v1/conversations/${id}`)).status).toBe(404);
  const { items } = await (await grace.call("GET", "/api/v1/conversations")).json<{ items: { id: string }[] }>();
  expect(items.map((one) => one.id)).not.toContain(id);
});
