import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { afterEach, describe, test, vi } from "vitest";
import { UserHub } from "../../../src/features/notifications/index.ts";
import { type Conversation, directConversation, enter, hubOf, listen, post, roomOf } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { openGroup } from "../../support/groups.ts";
import { type Person, signUp } from "../../support/people.ts";

type Inbox = { items: { groupCount: number; message: string }[]; unreadCount: number; total: number };

const inboxOf = async (person: Person) => (await person.call("GET", "/api/v1/notifications")).json<Inbox>();
const conversationOf = async (person: Person, id: string) =>
  (await person.call("GET", `/api/v1/conversations/${id}`)).json<Conversation>();

/** Lets no news through to any hub, as when the room dies between its commit and the telling. */
function cutOffHubs() {
  return vi.spyOn(UserHub.prototype, "tellConversation").mockImplementation(() => {
    throw new Error("out of reach");
  });
}

const isRenamed = (frame: Record<string, unknown>) => frame["title"] === "The analytical engine";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("what follows a message", () => {
  test("is done by the alarm when the room died before, and once", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const graces = await listen(grace);
    const cut = cutOffHubs();
    await post(ada, id, "1", "Are you there?");
    await eventually(() => expect(cut).toHaveBeenCalled());
    await evictDurableObject(roomOf(id));
    vi.restoreAllMocks();
    expect(graces.ofType("notification.created")).toEqual([]);

    const hasRun = await runDurableObjectAlarm(roomOf(id));

    expect(hasRun).toBe(true);
    await eventually(() => expect(graces.ofType("notification.created")).toHaveLength(1));
    await eventually(async () => {
      expect(await conversationOf(grace, id)).toMatchObject({
        unreadCount: 1,
        lastMessage: { content: "Are you there?" },
      });
    });
    await evictDurableObject(roomOf(id));
    await runDurableObjectAlarm(roomOf(id));
    expect(graces.ofType("notification.created")).toHaveLength(1);
    expect(graces.ofType("conversation.updated")).toHaveLength(1);
    expect(await inboxOf(grace)).toMatchObject({ unreadCount: 1, total: 1 });
  });

  test("leaves no alarm once everyone was told", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    await Promise.all([enter(ada, id), enter(grace, id)]);

    await post(ada, id, "1");
    await eventually(async () => expect(await conversationOf(grace, id)).toMatchObject({ unreadCount: 1 }));

    await eventually(async () => expect(await runDurableObjectAlarm(roomOf(id))).toBe(false));
  });

  test("goes on trying while a hub is out of reach, and then tells how it stands now", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const cut = cutOffHubs();
    await post(ada, id, "1", "one");
    await eventually(() => expect(cut).toHaveBeenCalled());
    expect(await runDurableObjectAlarm(roomOf(id))).toBe(true);
    await post(ada, id, "2", "two");
    expect(await runDurableObjectAlarm(roomOf(id))).toBe(true);
    vi.restoreAllMocks();

    expect(await runDurableObjectAlarm(roomOf(id))).toBe(true);

    await eventually(async () => {
      expect(await inboxOf(grace)).toMatchObject({ total: 1, items: [{ message: "two", groupCount: 1 }] });
      expect(await conversationOf(grace, id)).toMatchObject({ unreadCount: 2 });
    });
  });

  test("tells everybody's lists of a new title once, also when the room died before", async ({ expect }) => {
    const [ada, grace] = [await signUp(), await signUp()];
    const id = await openGroup(ada, [grace]);
    await post(ada, id, "1", "one");
    const graces = await listen(grace);
    await eventually(async () => expect(await conversationOf(grace, id)).toMatchObject({ unreadCount: 1 }));
    const cut = cutOffHubs();
    await ada.call("PATCH", `/api/v1/conversations/${id}`, { json: { title: "The analytical engine" } });
    await eventually(() => expect(cut).toHaveBeenCalled());
    await evictDurableObject(roomOf(id));
    vi.restoreAllMocks();

    await runDurableObjectAlarm(roomOf(id));
    await evictDurableObject(roomOf(id));
    await runDurableObjectAlarm(roomOf(id));

    expect(await graces.find(isRenamed)).toMatchObject({
      type: "conversation.updated",
      conversationId: id,
      lastMessage: { content: "one" },
      unreadCount: 1,
    });
    await graces.command("notification.read_all");
    expect(graces.frames.filter(isRenamed)).toHaveLength(1);
    expect(await inboxOf(grace)).toMatchObject({ total: 1 });
    await eventually(async () => expect(await runDurableObjectAlarm(roomOf(id))).toBe(false));
  });

  test("told twice or late changes nothing", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const graces = await listen(grace);
    const first = await post(ada, id, "1", "one");
    await eventually(() => expect(graces.ofType("notification.created")).toHaveLength(1));
    const news = {
      conversationId: id,
      messageCount: 1,
      readCount: 0,
      renames: 0,
      title: null,
      lastMessage: first,
      unseen: first,
      mentions: [],
    };
    const told = graces.frames.length;

    // As the room says it; it may say so again after a crash.
    for (let again = 0; again < 3; again += 1) {
      await hubOf(grace).tellConversation({
        ...news,
        lastMessage: asStored(first),
        unseen: asStored(first),
      });
    }
    await evictDurableObject(hubOf(grace));
    await graces.command("notification.read_all");

    expect(graces.frames.slice(told).map(({ type }) => type)).toEqual(["notification.all_read", "unread", "ack"]);
  });
});

/** A message as the room gives it to hubs. */
function asStored(message: Awaited<ReturnType<typeof post>>) {
  return { ...message, attachments: [], reactions: [], editedAt: null, deletedAt: null };
}
