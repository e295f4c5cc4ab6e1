import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, test, vi } from "vitest";
import type { ConversationNews } from "../../../src/features/chat/index.ts";
import type { Notification, NotificationPage } from "../../../src/features/notifications/contract.ts";
import { hubOf, listen } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { choose, notificationMailsTo, only } from "../../support/notifications.ts";
import { type Person, signUp } from "../../support/people.ts";

const dayMs = 24 * 3600 * 1000;
const conversationId = "conv_01j00000000000000000000000";
const sender = { id: "user_01j00000000000000000000000", username: "ada", displayName: "Ada Lovelace" };

afterEach(() => {
  vi.useRealTimers();
});

const inboxOf = async (person: Person) => (await person.call("GET", "/api/v1/notifications")).json<NotificationPage>();

/** The message with this number, as its room gives it to hubs. */
function message(
  count: number,
  content = `message ${count}`,
  id = conversationId,
): NonNullable<ConversationNews["unseen"]> {
  return {
    id: `msg_${count}`,
    conversationId: id,
    seq: count,
    clientId: `${count}`,
    sender,
    content,
    replyTo: null,
    attachments: [],
    reactions: [],
    editedAt: null,
    deletedAt: null,
    createdAt: "2026-08-01T12:00:00.000Z",
  };
}

type Telling = { readCount?: number; mention?: number; mentions?: number[]; isSeen?: boolean; id?: string };

/** What a room tells a member's hub once it has so many messages. */
function news(
  count: number,
  {
    readCount = 0,
    mention,
    mentions = mention === undefined ? [] : [mention],
    isSeen = false,
    id = conversationId,
  }: Telling = {},
) {
  return {
    conversationId: id,
    messageCount: count,
    readCount,
    renames: 0,
    title: null,
    lastMessage: message(count, undefined, id),
    unseen: isSeen ? null : message(count, undefined, id),
    mentions: mentions.map((at) => message(at, `@grace, look: ${at}`, id)),
  };
}

const typesOf = ({ items }: NotificationPage) => items.map(({ type }) => type);

describe("a conversation that is muted", () => {
  test("goes on counting, and notifies of nothing but mentions", async ({ expect }) => {
    const grace = await signUp();
    const graces = await listen(grace);
    await hubOf(grace).setMuted(conversationId, Date.now() + dayMs);

    await hubOf(grace).tellConversation(news(1));
    await evictDurableObject(hubOf(grace));
    await hubOf(grace).tellConversation(news(2, { mention: 2 }));

    expect(graces.ofType("conversation.updated").map((frame) => frame["unreadCount"])).toEqual([1, 2]);
    expect(typesOf(await inboxOf(grace))).toEqual(["mention"]);
  });

  test("notifies again when its time is over, and when that is ended, of what is said then", async ({ expect }) => {
    const grace = await signUp();
    const other = "conv_01j00000000000000000000001";
    const until = Date.now() + dayMs;
    await hubOf(grace).setMuted(conversationId, until);
    await hubOf(grace).setMuted(other, Number.POSITIVE_INFINITY);
    await hubOf(grace).tellConversation(news(1));
    await hubOf(grace).tellConversation(news(1, { id: other }));
    const muted = await hubOf(grace).conversationStates([conversationId, other, "conv_x"]);

    await hubOf(grace).setMuted(other, null);
    vi.useFakeTimers({ toFake: ["Date"], now: until });
    for (const id of [conversationId, other]) {
      await hubOf(grace).tellConversation(news(1, { id }));
      await hubOf(grace).tellConversation(news(2, { id }));
    }

    expect(muted).toEqual({
      [conversationId]: { unreadCount: 1, mutedUntil: until },
      [other]: { unreadCount: 1, mutedUntil: 8.64e15 },
      conv_x: { unreadCount: 0, mutedUntil: null },
    });
    expect(await hubOf(grace).conversationStates([conversationId, other])).toEqual({
      [conversationId]: { unreadCount: 2, mutedUntil: null },
      [other]: { unreadCount: 2, mutedUntil: null },
    });
    vi.useRealTimers();
    expect((await inboxOf(grace)).items.map((one) => one.message)).toEqual(["message 2", "message 2"]);
  });
});

describe("a mention", () => {
  test("is a notification of its own, once, in place of that of its message", async ({ expect }) => {
    const grace = await signUp();
    await hubOf(grace).tellConversation(news(1));
    await hubOf(grace).tellConversation(news(2, { mention: 2 }));
    await hubOf(grace).tellConversation(news(2, { mention: 2 }));
    await hubOf(grace).tellConversation(news(4, { mention: 3 }));

    const { items, unreadCount } = await inboxOf(grace);

    expect(items.map(({ type, metadata }) => [type, metadata["messageId"]])).toEqual([
      ["new_message", "msg_4"],
      ["mention", "msg_3"],
      ["mention", "msg_2"],
    ]);
    expect(unreadCount).toBe(3);
    expect(items[2]).toMatchObject({
      title: "Ada Lovelace mentioned you",
      message: "@grace, look: 2",
      link: `/conversations/${conversationId}`,
      metadata: { conversationId, messageId: "msg_2", userId: sender.id },
      actor: sender,
      groupKey: null,
      groupCount: 1,
    });
  });

  test("is one of several that are told at once, and each is told once", async ({ expect }) => {
    const grace = await signUp();

    await hubOf(grace).tellConversation(news(3, { mentions: [1, 3] }));
    await hubOf(grace).tellConversation(news(4, { mentions: [1, 3, 4] }));

    expect((await inboxOf(grace)).items.map(({ type, metadata }) => [type, metadata["messageId"]])).toEqual([
      ["mention", "msg_4"],
      ["mention", "msg_3"],
      ["mention", "msg_1"],
    ]);
  });

  test("that was read meanwhile is told of no more", async ({ expect }) => {
    const grace = await signUp();

    await hubOf(grace).tellConversation(news(2, { readCount: 2, isSeen: true }));
    await hubOf(grace).tellConversation(news(2, { mention: 1 }));

    expect(await inboxOf(grace)).toMatchObject({ total: 0 });
  });
});

describe("reading a conversation", () => {
  test("marks its notification as read, in every tab, once all of it was read", async ({ expect }) => {
    const grace = await signUp();
    const [one, other] = await Promise.all([listen(grace), listen(grace)]);
    await hubOf(grace).tellConversation(news(2));
    await hubOf(grace).tellConversation(news(2, { id: "conv_01j00000000000000000000001" }));
    const [, mine] = (await inboxOf(grace)).items;

    await hubOf(grace).tellConversation(news(2, { readCount: 1, isSeen: true }));
    const halfway = await inboxOf(grace);
    await hubOf(grace).tellConversation(news(2, { readCount: 2, isSeen: true }));
    await hubOf(grace).tellConversation(news(2, { readCount: 2, isSeen: true }));

    expect(halfway.unreadCount).toBe(2);
    expect(await inboxOf(grace)).toMatchObject({
      unreadCount: 1,
      items: [{ read: false }, { id: mine?.id, read: true }],
    });
    for (const stream of [one, other]) {
      await eventually(() =>
        expect(stream.frames.slice(-3)).toMatchObject([
          { type: "conversation.updated", unreadCount: 0 },
          { type: "notification.read", seq: 3, notificationId: mine?.id },
          { type: "unread", count: 1 },
        ]),
      );
    }
  });

  test("leaves a mention, and what came after", async ({ expect }) => {
    const grace = await signUp();
    await hubOf(grace).tellConversation(news(1, { mention: 1 }));
    await hubOf(grace).tellConversation(news(3));

    await hubOf(grace).tellConversation(news(3, { readCount: 2, isSeen: true }));

    expect((await inboxOf(grace)).items.map(({ type, read }) => [type, read])).toEqual([
      ["new_message", false],
      ["mention", false],
    ]);
  });
});

test("a conversation that is gone takes its figures and unread notification along, in every tab", async ({
  expect,
}) => {
  const grace = await signUp();
  const graces = await listen(grace);
  await hubOf(grace).setMuted(conversationId, Date.now() + dayMs);
  await hubOf(grace).setMuted(conversationId, null);
  await hubOf(grace).tellConversation(news(1, { mention: 1 }));
  await hubOf(grace).tellConversation(news(2));
  await hubOf(grace).tellConversation(news(1, { id: "conv_01j00000000000000000000001" }));
  const created = graces.ofType("notification.created").map((frame) => frame["notification"] as Notification);

  await hubOf(grace).forgetConversation(conversationId);
  await evictDurableObject(hubOf(grace));
  await hubOf(grace).forgetConversation(conversationId);

  const { items, unreadCount } = await inboxOf(grace);
  expect(items.map(({ type, metadata }) => [type, metadata["conversationId"]])).toEqual([
    ["new_message", "conv_01j00000000000000000000001"],
    ["mention", conversationId],
  ]);
  expect(unreadCount).toBe(2);
  expect(graces.frames.slice(-2)).toEqual([
    { type: "notification.deleted", seq: 4, notificationId: created[1]?.id },
    { type: "unread", count: 2 },
  ]);
  expect(await hubOf(grace).conversationStates([conversationId])).toEqual({
    [conversationId]: { unreadCount: 0, mutedUntil: null },
  });
});

test("nobody is told of what they did themselves", async ({ expect }) => {
  const grace = await signUp();

  await hubOf(grace).notify("liked-own-post", {
    type: "post_liked",
    title: "Somebody liked your post",
    message: "",
    link: null,
    metadata: {},
    actor: { id: grace.id, username: "grace", displayName: "Grace" },
    groupKey: null,
  });

  expect(await inboxOf(grace)).toMatchObject({ total: 0 });
});

const toldOutside = (person: Person) =>
  runInDurableObject(hubOf(person), (_, { storage }) =>
    storage.sql.exec("SELECT state, reason FROM deliveries ORDER BY notification_id").toArray(),
  );

describe("a conversation that is told by mail alone", () => {
  const types = { new_message: only("email") };
  const allDay = { enabled: true, start: "00:00", end: "23:59", timeZone: "UTC" };

  test("is told again once it has been read, and not before", async ({ expect }) => {
    const grace = await signUp();
    await choose(grace, { types });

    for (const count of [1, 2]) await hubOf(grace).tellConversation(news(count));
    await eventually(async () => expect(await notificationMailsTo(grace)).toHaveLength(1));
    await hubOf(grace).tellConversation(news(2, { readCount: 2, isSeen: true }));
    await evictDurableObject(hubOf(grace));
    await hubOf(grace).tellConversation(news(3, { readCount: 2 }));

    await eventually(async () => expect(await notificationMailsTo(grace)).toHaveLength(2));
    expect((await notificationMailsTo(grace))[0]?.text).toContain("message 3");
  });

  test.for([
    ["read", "It was read."],
    ["left", "It was deleted."],
  ])("is not told after quiet hours in which it was %s", async ([what, reason], { expect }) => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2027-01-13T10:00Z") });
    const grace = await signUp();
    await choose(grace, { types, quietHours: allDay });
    await hubOf(grace).tellConversation(news(1));
    const before = await toldOutside(grace);

    if (what === "read") await hubOf(grace).tellConversation(news(1, { readCount: 1, isSeen: true }));
    else await hubOf(grace).forgetConversation(conversationId);
    await choose(grace, { types });

    expect(before).toEqual([{ state: "deferred", reason: "Quiet hours." }]);
    await eventually(async () => expect(await toldOutside(grace)).toEqual([{ state: "skipped", reason }]));
    expect(await notificationMailsTo(grace)).toEqual([]);
  });
});
