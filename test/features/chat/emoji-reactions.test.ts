import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, test } from "vitest";
import { directConversation, enter, history, messagePath, openGroup, post, roomOf } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { type Person, signUp } from "../../support/people.ts";

const status = async (person: Person, method: string, path: string) => (await person.call(method, path)).status;
const pathOf = (message: { conversationId: string; id: string }, emoji: string) =>
  `${messagePath(message)}/reactions/${encodeURIComponent(emoji)}`;

describe("a reaction", () => {
  test("is one of each user with each emoji, and everyone sees it", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const [adas, graces] = await Promise.all([enter(ada, id), enter(grace, id)]);
    const message = await post(ada, id, "1");

    const answers = [
      await adas.command("reaction.add", { messageId: message.id, emoji: "👍" }),
      await adas.command("reaction.add", { messageId: message.id, emoji: "👍" }),
      await graces.command("reaction.add", { messageId: message.id, emoji: "👩‍👩‍👧" }),
      await graces.command("reaction.add", { messageId: message.id, emoji: "👍" }),
    ];
    const over = await ada.call("PUT", pathOf(message, "👍"));

    expect(answers.map(({ type }) => type)).toEqual(["ack", "ack", "ack", "ack"]);
    expect(over.status).toBe(204);
    const reactions = [
      { emoji: "👍", count: 2, userIds: [ada.id, grace.id] },
      { emoji: "👩‍👩‍👧", count: 1, userIds: [grace.id] },
    ];
    await eventually(() => expect(adas.ofType("reaction.changed")).toHaveLength(3));
    expect(adas.ofType("reaction.changed").at(-1)).toEqual({
      type: "reaction.changed",
      seq: 4,
      messageId: message.id,
      reactions,
    });
    await evictDurableObject(roomOf(id));
    expect((await history(grace, id))[0]?.reactions).toEqual(reactions);
  });

  test("is taken back by whose it is, and by nobody else", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const adas = await enter(ada, id);
    const message = await post(ada, id, "1");
    await ada.call("PUT", pathOf(message, "🎉"));

    const others = await grace.call("DELETE", pathOf(message, "🎉"));
    const before = (await history(ada, id))[0]?.reactions;
    const own = await ada.call("DELETE", pathOf(message, "🎉"));
    const again = await adas.command("reaction.remove", { messageId: message.id, emoji: "🎉" });

    expect([others.status, own.status, again.type]).toEqual([204, 204, "ack"]);
    expect(before).toEqual([{ emoji: "🎉", count: 1, userIds: [ada.id] }]);
    expect((await history(ada, id))[0]?.reactions).toEqual([]);
    await eventually(() => expect(adas.ofType("reaction.changed")).toHaveLength(2));
  });

  test("is refused where there is nothing to react to, and when it is none", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const stranger = await signUp();
    const elsewhere = await directConversation();
    const foreign = await post(elsewhere.ada, elsewhere.id, "foreign");
    const message = await post(ada, id, "1");
    const adas = await enter(ada, id);

    const statuses = await Promise.all([
      status(stranger, "PUT", pathOf(message, "👍")),
      status(stranger, "PUT", pathOf(message, "none")),
      status(stranger, "DELETE", pathOf(message, "👍")),
      status(ada, "PUT", pathOf({ ...foreign, conversationId: id }, "👍")),
      status(ada, "PUT", pathOf(message, "none")),
      status(ada, "PUT", pathOf(message, "👍👍")),
      status(ada, "DELETE", pathOf(message, "1")),
      status(ada, "PUT", pathOf({ ...message, id: "msg_1" }, "👍")),
    ]);
    const frames = [
      await adas.command("reaction.add", { messageId: foreign.id, emoji: "👍" }),
      await adas.command("reaction.add", { messageId: message.id, emoji: "none" }),
    ];

    expect(statuses).toEqual([404, 404, 404, 404, 422, 422, 422, 404]);
    expect(frames.map(({ code }) => code)).toEqual(["NOT_FOUND", "VALIDATION_FAILED"]);
  });

  test("may be one of twenty kinds", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const [adas, graces] = await Promise.all([enter(ada, id), enter(grace, id)]);
    const message = await post(ada, id, "1");
    const emoji = Array.from("😀😁😂😃😄😅😆😇😈😉😊😋😌😍😎😏😐😑😒😓");
    for (const one of emoji) await adas.command("reaction.add", { messageId: message.id, emoji: one });

    const known = await graces.command("reaction.add", { messageId: message.id, emoji: "😀" });
    const another = await graces.command("reaction.add", { messageId: message.id, emoji: "👍" });
    const over = await grace.call("PUT", pathOf(message, "👍"));

    expect(known.type).toBe("ack");
    expect([another["code"], over.status]).toEqual(["CONFLICT", 409]);
    expect((await history(ada, id))[0]?.reactions.map((reaction) => reaction.emoji)).toEqual(emoji);
  });

  test("stays when who gave it has left", async ({ expect }) => {
    const [owner, ada] = await Promise.all([signUp(), signUp()]);
    const id = await openGroup([owner, ada]);
    const message = await post(owner, id, "1");
    await ada.call("PUT", pathOf(message, "👍"));

    await owner.call("DELETE", `/api/v1/conversations/${id}/members/${ada.id}`);

    expect((await history(owner, id)).find((one) => one.id === message.id)?.reactions).toEqual([
      { emoji: "👍", count: 1, userIds: [ada.id] },
    ]);
    expect((await ada.call("PUT", pathOf(message, "🎉"))).status).toBe(404);
  });
});

test("of many who react, the first hundred are named and all are counted", async ({ expect }) => {
  const { ada, grace, id } = await directConversation();
  const message = await post(ada, id, "1");
  await ada.call("PUT", pathOf(message, "👍"));
  await fillWithReactions(id, message.id, 149);

  await grace.call("PUT", pathOf(message, "👍"));
  const full = (await history(ada, id))[0]?.reactions[0];
  await ada.call("DELETE", pathOf(message, "👍"));
  const afterwards = (await history(ada, id))[0]?.reactions[0];

  expect(full).toMatchObject({ count: 151 });
  expect(full?.userIds).toHaveLength(100);
  expect(full?.userIds[0]).toBe(ada.id);
  expect(afterwards).toMatchObject({ count: 150 });
  expect(afterwards?.userIds).toHaveLength(100);
  expect(afterwards?.userIds).not.toContain(ada.id);
});

/** Reactions of people whom it would take too long to sign up. */
async function fillWithReactions(id: string, messageId: string, count: number): Promise<void> {
  await runInDurableObject(roomOf(id), (_, { storage: { sql } }) => {
    for (let at = 0; at < count; at += 1) {
      const insert = "INSERT INTO reactions (message_id, emoji, user_id, seq) VALUES (?, '👍', ?, ?)";
      sql.exec(insert, messageId, `user_of_the_crowd_${at}`, 10 + at);
    }
    const first = sql.exec<{ user_id: string }>("SELECT user_id FROM reactions ORDER BY seq LIMIT 100").toArray();
    const shown = [{ emoji: "👍", count: count + 1, userIds: first.map((row) => row.user_id) }];
    sql.exec("UPDATE messages SET reactions = ? WHERE id = ?", JSON.stringify(shown), messageId);
  });
}
