import { evictDurableObject } from "cloudflare:test";
import { describe, test } from "vitest";
import { type Conversation, directConversation, enter, listen, post, roomOf, sendLine } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import type { Person } from "../../support/people.ts";

async function unreadOf(person: Person, id: string): Promise<number> {
  const response = await person.call("GET", `/api/v1/conversations/${id}`);
  return (await response.json<Conversation>()).unreadCount;
}

const mark = (person: Person, id: string, seq: unknown) =>
  person.call("PUT", `/api/v1/conversations/${id}/read`, { json: { seq } });

describe("how far somebody has read", () => {
  test("is told to everyone in the conversation, and counts down what is unread", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    for (const clientId of ["1", "2", "3"]) await post(ada, id, clientId);
    const [adas, graces, gracesHub] = await Promise.all([enter(ada, id), enter(grace, id), listen(grace)]);
    await eventually(async () => expect(await unreadOf(grace, id)).toBe(3));

    const ack = await graces.command("read", { seq: 2 });

    expect(ack).toEqual({ type: "ack", id: ack["id"] });
    const changed = { type: "read.changed", userId: grace.id, readSeq: 2 };
    await eventually(() => expect(adas.ofType("read.changed")).toEqual([changed]));
    await eventually(() => expect(graces.ofType("read.changed")).toEqual([changed]));
    await eventually(async () => expect(await unreadOf(grace, id)).toBe(1));
    await eventually(() => expect(gracesHub.ofType("conversation.updated").at(-1)).toMatchObject({ unreadCount: 1 }));
    expect(await unreadOf(ada, id)).toBe(0);
  });

  test("is the end when they say more, never goes back, and is kept", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    for (const clientId of ["1", "2", "3"]) await post(ada, id, clientId);
    const adas = await enter(ada, id);

    const answers = [await mark(grace, id, 1_000_000), await mark(grace, id, 1), await mark(grace, id, 3)];
    await evictDurableObject(roomOf(id));
    const graces = await enter(grace, id);
    const again = await graces.command("read", { seq: 2 });

    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
    expect(again.type).toBe("ack");
    expect(graces.ofType("ready")[0]?.["reads"]).toContainEqual({ userId: grace.id, readSeq: 3 });
    expect(adas.ofType("read.changed")).toEqual([{ type: "read.changed", userId: grace.id, readSeq: 3 }]);
  });

  test("covers what they said themselves", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    await post(ada, id, "question");
    await eventually(async () => expect(await unreadOf(grace, id)).toBe(1));

    await post(grace, id, "answer");

    await eventually(async () => expect([await unreadOf(ada, id), await unreadOf(grace, id)]).toEqual([1, 0]));
  });

  test("is told live as it is told to those who come later, also when it moves by speaking", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const [adas, graces] = await Promise.all([enter(ada, id), enter(grace, id)]);
    adas.send([sendLine("1"), sendLine("2")].join("\n"));
    await adas.find(({ type, id: command }) => type === "ack" && command === "2");

    await post(grace, id, "3");

    const changes = [
      { type: "read.changed", userId: ada.id, readSeq: 2 },
      { type: "read.changed", userId: grace.id, readSeq: 3 },
    ];
    for (const stream of [adas, graces]) await eventually(() => expect(stream.ofType("read.changed")).toEqual(changes));
    const [later] = (await enter(ada, id)).ofType("ready");
    expect(later?.["reads"]).toContainEqual({ userId: ada.id, readSeq: 2 });
    expect(later?.["reads"]).toContainEqual({ userId: grace.id, readSeq: 3 });
  });

  test("before anything was said is nowhere", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const graces = await enter(grace, id);

    const response = await mark(ada, id, 5);
    const first = await post(grace, id, "first");

    expect(response.status).toBe(204);
    expect(first.seq).toBe(1);
    await eventually(async () => expect(await unreadOf(ada, id)).toBe(1));
    expect(graces.ofType("read.changed").filter((frame) => frame["userId"] === ada.id)).toEqual([]);
  });

  test.for([-1, 1.5, "1", null])("is no %o", async (seq, { expect }) => {
    const { ada, id } = await directConversation();
    const adas = await enter(ada, id);

    const answer = await adas.command("read", { seq });
    const response = await mark(ada, id, seq);

    expect(answer).toMatchObject({ type: "error", code: "VALIDATION_FAILED" });
    expect(response.status).toBe(422);
  });
});

const shown = (userId: string, isTyping: boolean) => ({ type: "typing", userId, isTyping });

describe("typing", () => {
  test("is shown to the others and not to oneself, once until it stops", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const [adas, adasPhone, graces] = await Promise.all([enter(ada, id), enter(ada, id), enter(grace, id)]);

    for (const type of ["typing.start", "typing.start", "typing.stop", "typing.stop"]) await adas.command(type);

    await eventually(() => expect(graces.ofType("typing")).toEqual([shown(ada.id, true), shown(ada.id, false)]));
    expect([...adas.ofType("typing"), ...adasPhone.ofType("typing")]).toEqual([]);
    expect(adas.ofType("ack")).toHaveLength(4);
  });

  test("is gone five seconds after the last start", { timeout: 20_000 }, async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const [adas, graces] = await Promise.all([enter(ada, id), enter(grace, id)]);
    await adas.command("typing.start");
    const startedAt = Date.now();

    await eventually(() => expect(graces.ofType("typing")).toEqual([shown(ada.id, true), shown(ada.id, false)]));

    expect(Date.now() - startedAt).toBeGreaterThan(4_900);
    expect(Date.now() - startedAt).toBeLessThan(6_500);
  });

  test("ends when the last socket of somebody closes, not before", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const [adas, adasPhone, graces] = await Promise.all([enter(ada, id), enter(ada, id), enter(grace, id)]);
    await adas.command("typing.start");

    adasPhone.close();
    await adasPhone.waitForClose();
    await adas.command("read", { seq: 0 });
    expect(graces.ofType("typing")).toEqual([shown(ada.id, true)]);
    adas.close();

    await eventually(() => expect(graces.ofType("typing")).toEqual([shown(ada.id, true), shown(ada.id, false)]));
  });
});
