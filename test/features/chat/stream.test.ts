import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, test } from "vitest";
import { MessageLog } from "../../../src/features/chat/message-log.ts";
import type { StreamEvent } from "../../../src/features/chat/message-rows.ts";
import {
  created,
  directConversation,
  enter,
  history,
  hubOf,
  listen,
  post,
  roomOf,
  sendLine,
} from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";

/** Has something happen in a conversation that no command brings about yet. */
async function happen(id: string, event: StreamEvent, change?: string): Promise<void> {
  await runInDurableObject(roomOf(id), (_, { storage }) => {
    if (change) storage.sql.exec(change);
    new MessageLog(storage, id, (userId) => ({ id: userId, username: "", displayName: "" })).record(event);
  });
  await evictDurableObject(roomOf(id));
}

describe("an event that is no message", () => {
  test("takes a number of its own, which no message gets again", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const first = await post(ada, id, "1");
    await happen(id, { type: "message.edited", messageId: first.id }, "UPDATE messages SET content = 'edited'");

    const second = await post(ada, id, "2");
    const graces = await enter(grace, id, 0);

    expect([first.seq, second.seq]).toEqual([1, 3]);
    expect((await history(ada, id)).map(({ seq }) => seq)).toEqual([1, 3]);
    await eventually(() => expect(created(graces)).toHaveLength(2));
    const events = graces.frames.filter((frame) => frame.type.startsWith("message."));
    expect(events.map(({ type, seq }) => [type, seq])).toEqual([
      ["message.created", 1],
      ["message.edited", 2],
      ["message.created", 3],
    ]);
    expect(graces.ofType("message.edited")[0]).toMatchObject({ message: { id: first.id, seq: 1, content: "edited" } });
  });

  test("shows no more of a message that was deleted since, and keeps fields of its own", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const { id: messageId } = await post(ada, id, "1", "regretted");
    await happen(id, { type: "message.edited", messageId });
    await happen(id, { type: "reaction.changed", fields: { messageId, reactions: [] } });
    await happen(id, { type: "message.deleted", messageId }, "UPDATE messages SET content = NULL, deleted_at = 5");

    const graces = await enter(grace, id, 0);

    await eventually(() => expect(graces.ofType("message.deleted")).toHaveLength(1));
    expect(graces.texts.join()).not.toContain("regretted");
    expect(graces.frames[0]).toMatchObject({ type: "ready", seq: 4 });
    expect(graces.ofType("reaction.changed")).toEqual([{ type: "reaction.changed", seq: 3, messageId, reactions: [] }]);
  });

  test("lets what follows a message come to rest", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const { id: messageId } = await post(ada, id, "1");
    await happen(id, { type: "message.edited", messageId });

    await post(ada, id, "2");

    const alarm = () => runInDurableObject(roomOf(id), (_, { storage }) => storage.getAlarm());
    await eventually(async () => expect(await alarm()).toBeNull());
    const listed = await runInDurableObject(
      roomOf(id),
      (_, { storage }) => storage.sql.exec("SELECT seq FROM listed").one()["seq"],
    );
    expect(listed).toBe(3);
  });
});

describe("past four megabytes of missed events", () => {
  const big = "x".repeat(10_000);

  test("a socket in a room is told to start over", { timeout: 30_000 }, async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const adas = await enter(ada, id);
    for (let at = 0; at < 420; at += 6) {
      adas.send(Array.from({ length: 6 }, (_, nth) => sendLine(`${at + nth}`, big)).join("\n"));
      await adas.find((frame) => frame.type === "ack" && frame["id"] === `${at + 5}`);
      adas.send(JSON.stringify({ type: "received", seq: at + 6 }));
    }

    const [all, most] = await Promise.all([enter(grace, id, 0), enter(grace, id, 40)]);

    await eventually(() => expect(created(most)).toHaveLength(380));
    expect(all.frames.slice(0, 2)).toMatchObject([
      { type: "ready", seq: 420 },
      { type: "reset", seq: 420 },
    ]);
  });

  test("so is one in one's own stream", async ({ expect }) => {
    const { ada } = await directConversation();
    const news = {
      type: "mention" as const,
      title: "t",
      message: big,
      link: null,
      metadata: {},
      actor: null,
      groupKey: null,
    };
    await runInDurableObject(hubOf(ada), (hub) => {
      for (let at = 0; at < 450; at += 1) hub.notify(`${at}`, news);
    });

    const [all, most] = await Promise.all([listen(ada, 0), listen(ada, 100)]);

    await eventually(() => expect(most.ofType("notification.created")).toHaveLength(350));
    expect(all.frames.map(({ type }) => type)).toEqual(["ready", "reset"]);
  });
});
