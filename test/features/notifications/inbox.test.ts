import { evictDurableObject } from "cloudflare:test";
import { describe, test } from "vitest";
import type { Notification, NotificationPage, NotificationType } from "../../../src/features/notifications/contract.ts";
import { hubOf, listen } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { call } from "../../support/http.ts";
import { type Person, signUp } from "../../support/people.ts";

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

let told = 0;

/** Tells somebody something, as a reaction to an event does. */
async function tell(
  person: Person,
  input: Partial<Parameters<ReturnType<typeof hubOf>["notify"]>[1]> = {},
): Promise<void> {
  told += 1;
  await hubOf(person).notify(`key-${told}`, {
    type: "mention",
    title: `Title ${told}`,
    message: "",
    link: null,
    metadata: {},
    actor: null,
    groupKey: null,
    ...input,
  });
}

const list = async (person: Person, query = "") =>
  (await person.call("GET", `/api/v1/notifications${query}`)).json<NotificationPage>();

/** Somebody with so many notifications, newest first. */
async function withInbox(count: number, type: NotificationType = "mention") {
  const ada = await signUp();
  for (const _ of upTo(count)) await tell(ada, { type });
  return { ada, items: (await list(ada, "?limit=100")).items };
}

describe("the list", () => {
  test("is empty at first", async ({ expect }) => {
    const ada = await signUp();

    expect(await list(ada)).toEqual({ items: [], nextCursor: null, unreadCount: 0, total: 0 });
  });

  test("pages through more than a hundred, newest first, each once", async ({ expect }) => {
    const { ada } = await withInbox(130);

    const first = await list(ada, "?limit=100");
    const second = await list(ada, `?limit=100&cursor=${first.nextCursor}`);

    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([100, 30, null]);
    expect([...first.items, ...second.items].map(({ seq }) => seq)).toEqual(upTo(130).toReversed());
    expect(second).toMatchObject({ unreadCount: 130, total: 130 });
  });

  test("shows those of one type, unread or read, while the counts are of all", async ({ expect }) => {
    const { ada, items } = await withInbox(3);
    await tell(ada, { type: "security_alert" });
    await ada.call("PUT", `/api/v1/notifications/${items[0]?.id}/read`);

    const [mentions, unread, read, unreadMentions, none] = await Promise.all(
      ["?type=mention", "?unread=true", "?unread=false", "?unread=true&type=mention", "?type=payment_due"].map(
        (query) => list(ada, query),
      ),
    );

    expect(mentions?.items.map(({ seq }) => seq)).toEqual([3, 2, 1]);
    expect(unread?.items.map(({ type }) => type)).toEqual(["security_alert", "mention", "mention"]);
    expect(read?.items.map(({ id }) => id)).toEqual([items[0]?.id]);
    expect(unreadMentions?.items.map(({ seq }) => seq)).toEqual([2, 1]);
    expect(none).toEqual({ items: [], nextCursor: null, unreadCount: 3, total: 4 });
  });

  test.for(["?type=gossip", "?unread=yes", "?unread=1", "?limit=0", "?cursor=eA", "?read=true"])(
    "refuses %s",
    async (query, { expect }) => {
      const ada = await signUp();

      const response = await ada.call("GET", `/api/v1/notifications${query}`);

      expect(response.status).toBe(422);
    },
  );
});

describe("marking", () => {
  test("one as read, at either door and any number of times, tells every socket once", async ({ expect }) => {
    const { ada, items } = await withInbox(3);
    const [one, other] = await Promise.all([listen(ada), listen(ada)]);
    const [third, second] = items;

    const ack = await one.command("notification.read", { notificationId: third?.id });
    const responses = await Promise.all(
      [second, second, third].map((item) => ada.call("PUT", `/api/v1/notifications/${item?.id}/read`)),
    );

    expect(ack).toEqual({ type: "ack", id: ack["id"] });
    expect(responses.map(({ status }) => status)).toEqual([204, 204, 204]);
    for (const stream of [one, other]) {
      await eventually(() =>
        expect(stream.frames.filter(({ type }) => type !== "ack").slice(1)).toEqual([
          { type: "notification.read", seq: 4, notificationId: third?.id },
          { type: "unread", count: 2 },
          { type: "notification.read", seq: 5, notificationId: second?.id },
          { type: "unread", count: 1 },
        ]),
      );
    }
    const page = await list(ada);
    expect(page.items.map(({ read }) => read)).toEqual([true, true, false]);
    expect(page.items[0]?.readAt).toMatch(/Z$/);
  });

  test("all as read, at either door", async ({ expect }) => {
    const [byHttp, bySocket] = await Promise.all([withInbox(2), withInbox(2)]);
    const [one, other] = await Promise.all([listen(byHttp.ada), listen(bySocket.ada)]);

    const response = await byHttp.ada.call("PUT", "/api/v1/notifications/read-all");
    const ack = await other.command("notification.read_all");
    await other.command("notification.read_all");

    expect([response.status, ack.type]).toEqual([204, "ack"]);
    for (const stream of [one, other]) {
      await eventually(() =>
        expect(stream.ofType("notification.all_read")).toEqual([{ type: "notification.all_read", seq: 3 }]),
      );
      expect(stream.ofType("unread")).toEqual([{ type: "unread", count: 0 }]);
    }
    expect(await list(byHttp.ada, "?unread=true")).toMatchObject({ items: [], unreadCount: 0, total: 2 });
  });

  test("as deleted tells every socket, and there is nothing more to delete or read", async ({ expect }) => {
    const { ada, items } = await withInbox(2);
    const stream = await listen(ada);
    const path = `/api/v1/notifications/${items[0]?.id}`;

    const first = await ada.call("DELETE", path);
    const again = await ada.call("DELETE", path);
    const read = await ada.call("PUT", `${path}/read`);
    const command = await stream.command("notification.read", { notificationId: items[0]?.id });

    expect([first.status, again.status, read.status]).toEqual([204, 404, 404]);
    expect(command).toMatchObject({ type: "error", code: "NOT_FOUND" });
    expect(stream.ofType("notification.deleted")).toEqual([
      { type: "notification.deleted", seq: 3, notificationId: items[0]?.id },
    ]);
    expect(await list(ada)).toMatchObject({ unreadCount: 1, total: 1 });
  });

  test("somebody else's does nothing", async ({ expect }) => {
    const [{ items }, stranger] = await Promise.all([withInbox(1), signUp()]);
    const stream = await listen(stranger);
    const path = `/api/v1/notifications/${items[0]?.id}`;

    const responses = await Promise.all([stranger.call("PUT", `${path}/read`), stranger.call("DELETE", path)]);
    const command = await stream.command("notification.read", { notificationId: items[0]?.id });

    expect(responses.map(({ status }) => status)).toEqual([404, 404]);
    expect(command).toMatchObject({ code: "NOT_FOUND" });
  });

  test("needs a session, and an id that could be one", async ({ expect }) => {
    const { ada, items } = await withInbox(1);
    const path = `/api/v1/notifications/${items[0]?.id}`;

    const anonymous = await Promise.all([
      call("GET", "/api/v1/notifications"),
      call("PUT", `${path}/read`),
      call("PUT", "/api/v1/notifications/read-all"),
      call("DELETE", path),
    ]);
    const malformed = await Promise.all([
      ada.call("DELETE", "/api/v1/notifications/ntf_x"),
      ada.call("PUT", "/api/v1/notifications/msg_01j00000000000000000000000/read"),
    ]);

    expect(anonymous.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect(malformed.map(({ status }) => status)).toEqual([404, 404]);
  });
});

const liked = (id: string) => ({
  type: "post_liked" as const,
  groupKey: "post_1",
  actor: { id, username: id, displayName: id },
});

describe("a group", () => {
  test("counts distinct actors while it is unread, and comes to the top again", async ({ expect }) => {
    const ada = await signUp();
    const stream = await listen(ada);

    for (const actor of ["a", "b", "a", "c", "b"]) await tell(ada, liked(actor));
    await tell(ada, { ...liked("d"), type: "comment_liked" });
    await tell(ada, liked("a"));

    const page = await list(ada);
    expect(page).toMatchObject({ unreadCount: 2, total: 2 });
    expect(page.items.map(({ type, groupCount, seq }) => [type, groupCount, seq])).toEqual([
      ["post_liked", 3, 7],
      ["comment_liked", 1, 6],
    ]);
    await eventually(() => expect(stream.ofType("notification.updated")).toHaveLength(5));
    expect(
      stream.ofType("notification.updated").map((frame) => (frame["notification"] as Notification).groupCount),
    ).toEqual([2, 2, 3, 3, 3]);
  });

  test("told twice under one key is told once, also after an eviction", async ({ expect }) => {
    const ada = await signUp();
    const like = { title: "", message: "", link: null, metadata: {}, ...liked("a") };

    await hubOf(ada).notify("event-1", like);
    await evictDurableObject(hubOf(ada));
    await hubOf(ada).notify("event-1", { ...like, ...liked("b") });

    expect((await list(ada)).items).toMatchObject([{ groupCount: 1, seq: 1 }]);
  });
});

describe("the stream", () => {
  test("tells what was missed exactly, also after an eviction", async ({ expect }) => {
    const { ada, items } = await withInbox(3);
    const live = await listen(ada, 0);
    await ada.call("PUT", `/api/v1/notifications/${items[0]?.id}/read`);
    await ada.call("DELETE", `/api/v1/notifications/${items[1]?.id}`);
    await ada.call("PUT", "/api/v1/notifications/read-all");
    await live.find(({ type }) => type === "notification.all_read");
    await evictDurableObject(hubOf(ada));

    const [all, some, none] = await Promise.all([listen(ada, 0), listen(ada, 4), listen(ada, 6)]);

    const durable = live.frames.filter(({ type }) => type.startsWith("notification."));
    expect(durable.map(({ seq }) => seq)).toEqual(upTo(6));
    expect(all.frames).toEqual([expect.objectContaining({ type: "ready", seq: 6, unreadCount: 0 }), ...durable]);
    expect(some.frames.slice(1)).toEqual(durable.slice(4));
    expect(none.frames).toHaveLength(1);
  });

  test("starts over past a thousand missed events, and beyond its end", { timeout: 30_000 }, async ({ expect }) => {
    const ada = await signUp();
    for (const _ of upTo(1001)) await tell(ada);

    const [beyond, tooFar, justEnough] = await Promise.all([listen(ada, 1002), listen(ada, 0), listen(ada, 1)]);
    await tell(ada);

    for (const stream of [beyond, tooFar]) {
      await eventually(() => expect(stream.ofType("notification.created").map(({ seq }) => seq)).toEqual([1002]));
      expect(stream.frames[1]).toEqual({ type: "reset", seq: 1001 });
    }
    await eventually(() => expect(justEnough.ofType("notification.created")).toHaveLength(1001));
    expect(justEnough.ofType("notification.created").map(({ seq }) => seq)).toEqual(upTo(1002).slice(1));
  });
});
