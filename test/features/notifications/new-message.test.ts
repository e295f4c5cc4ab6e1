import { evictAllDurableObjects } from "cloudflare:test";
import { afterEach, describe, test, vi } from "vitest";
import { directConversation, enter, hubOf, listen, post } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { openConversation, type Person, signUp } from "../../support/people.ts";
import type { Notification } from "../../../src/features/notifications/contract.ts";
import type { Stream } from "../../support/stream.ts";

type Inbox = { items: Notification[]; unreadCount: number; total: number };

const inboxOf = async (person: Person) => (await person.call("GET", "/api/v1/notifications")).json<Inbox>();

/** Waits until a hub has heard of everything: its user's list says that so many messages are unread. */
async function untilUnread(person: Person, id: string, unreadCount: number): Promise<void> {
  await eventually(async () => {
    const response = await person.call("GET", `/api/v1/conversations/${id}`);
    const conversation = await response.json<{ unreadCount: number }>();
    if (conversation.unreadCount !== unreadCount) throw new Error(`${conversation.unreadCount} unread`);
  });
}

const types = (stream: Stream) => stream.frames.slice(1).map(({ type }) => type);

afterEach(() => {
  vi.useRealTimers();
});

describe("a message to somebody who is not in the room", () => {
  test("is told in their own stream, and waits in their inbox", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp({ displayName: "Ada Lovelace" }), signUp()]);
    const id = await openConversation(ada, grace);
    const graces = await listen(grace);

    const message = await post(ada, id, "1", "Are you there?");

    await eventually(() => expect(types(graces)).toEqual(["conversation.updated", "notification.created", "unread"]));
    expect(graces.frames[1]).toEqual({
      type: "conversation.updated",
      conversationId: id,
      lastMessage: message,
      unreadCount: 1,
    });
    const { items, unreadCount, total } = await inboxOf(grace);
    expect([unreadCount, total]).toEqual([1, 1]);
    expect(graces.frames[2]).toEqual({ type: "notification.created", seq: 1, notification: items[0] });
    expect(graces.frames[3]).toEqual({ type: "unread", count: 1 });
    expect(items[0]).toMatchObject({
      seq: 1,
      type: "new_message",
      title: "Ada Lovelace",
      message: "Are you there?",
      link: `/conversations/${id}`,
      metadata: { conversationId: id, messageId: message.id, userId: ada.id },
      actor: { id: ada.id, username: ada.username, displayName: "Ada Lovelace" },
      groupCount: 1,
      read: false,
      readAt: null,
    });
  });

  test("joins the unread one of the same conversation", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const graces = await listen(grace);

    for (const clientId of ["one", "two", "three"]) {
      await post(ada, id, clientId);
      await eventually(() => {
        const last = graces.frames.findLast(({ type }) => type.startsWith("notification."));
        expect(last?.["notification"]).toMatchObject({ message: clientId });
      });
    }

    const { items, unreadCount, total } = await inboxOf(grace);
    expect([unreadCount, total]).toEqual([1, 1]);
    expect(items[0]).toMatchObject({ message: "three", groupCount: 1, seq: 3 });
    const told = graces.frames.filter(({ type }) => type.startsWith("notification."));
    expect(told.map(({ type, seq }) => [type, seq])).toEqual([
      ["notification.created", 1],
      ["notification.updated", 2],
      ["notification.updated", 3],
    ]);
    expect(new Set(told.map((frame) => (frame["notification"] as Notification).id)).size).toBe(1);
  });

  test("is a new one after the last was read, and for each conversation", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const linus = await signUp();
    const other = await openConversation(linus, grace);
    await post(ada, id, "1");
    await untilUnread(grace, id, 1);
    const [first] = (await inboxOf(grace)).items;
    await grace.call("PUT", `/api/v1/notifications/${first?.id}/read`);

    await Promise.all([post(ada, id, "2"), post(linus, other, "3")]);
    await Promise.all([untilUnread(grace, id, 2), untilUnread(grace, other, 1)]);

    const { items, unreadCount, total } = await inboxOf(grace);
    expect([unreadCount, total]).toEqual([2, 3]);
    expect(items.at(-1)).toMatchObject({ id: first?.id, read: true });
  });

  test("is a new one after a day", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    await post(ada, id, "1");
    await untilUnread(grace, id, 1);

    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 24 * 3600 * 1000 });
    await hubOf(grace).notify("tomorrow", {
      type: "new_message",
      title: "Ada",
      message: "still?",
      link: null,
      metadata: {},
      actor: null,
      groupKey: id,
    });
    vi.useRealTimers();

    expect(await inboxOf(grace)).toMatchObject({ unreadCount: 2, total: 2 });
  });

  test("is one notification for a hundred that came at once", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const adas = await enter(ada, id);

    adas.send(
      Array.from({ length: 100 }, (_, at) =>
        JSON.stringify({ id: `${at}`, type: "message.send", clientId: `${at}`, content: `${at}` }),
      ).join("\n"),
    );
    await untilUnread(grace, id, 100);

    expect(await inboxOf(grace)).toMatchObject({ unreadCount: 1, total: 1, items: [{ message: "99" }] });
  });

  test("is shown short, in one line", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();

    await post(ada, id, "1", `  ${"👩‍👩‍👧 \n".repeat(300)}`);
    await untilUnread(grace, id, 1);

    const { items } = await inboxOf(grace);
    expect(Array.from(items[0]?.message ?? "").length).toBeLessThanOrEqual(140);
    expect(items[0]?.message).toMatch(/^👩‍👩‍👧 👩.*…$/u);
    expect(items[0]?.message.isWellFormed()).toBe(true);
  });
});

describe("no notification comes", () => {
  test("to who has a socket open in the room, nor to the sender", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const [adas, graces] = await Promise.all([listen(ada), listen(grace), enter(grace, id)]);

    await post(ada, id, "1");
    await untilUnread(grace, id, 1);

    expect(types(graces)).toEqual(["conversation.updated"]);
    await eventually(() => expect(types(adas)).toEqual(["conversation.updated"]));
    expect(adas.ofType("conversation.updated")[0]).toMatchObject({ unreadCount: 0 });
    expect(await inboxOf(grace)).toMatchObject({ unreadCount: 0, total: 0 });
    expect(await inboxOf(ada)).toMatchObject({ unreadCount: 0, total: 0 });
  });

  test("to who has one open in a room that sleeps", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const [graces] = await Promise.all([listen(grace), enter(grace, id)]);
    await evictAllDurableObjects();

    await post(ada, id, "1");
    await untilUnread(grace, id, 1);

    expect(types(graces)).toEqual(["conversation.updated"]);
  });

  test("about messages that were read before", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const graces = await enter(grace, id);
    await post(ada, id, "1");
    await graces.command("read", { seq: 1 });
    graces.close();
    await graces.waitForClose();
    await untilUnread(grace, id, 0);

    await evictAllDurableObjects();
    await post(grace, id, "2");
    await untilUnread(ada, id, 1);

    expect(await inboxOf(grace)).toMatchObject({ total: 0 });
    expect(await inboxOf(ada)).toMatchObject({ total: 1, items: [{ message: "2" }] });
  });

  test("again to who left the room, but one about what is said then", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const graces = await enter(grace, id);
    await post(ada, id, "1", "seen");
    await untilUnread(grace, id, 1);
    graces.close();
    await graces.waitForClose();

    await post(ada, id, "2", "unseen");
    await untilUnread(grace, id, 2);

    expect(await inboxOf(grace)).toMatchObject({ total: 1, items: [{ message: "unseen" }] });
  });
});
