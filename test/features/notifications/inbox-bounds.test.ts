import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, test, vi } from "vitest";
import type { NotificationPage } from "../../../src/features/notifications/contract.ts";
import { hubOf, listen } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { type Person, signUp } from "../../support/people.ts";
import type { Frame } from "../../support/stream.ts";

type Telling = Parameters<ReturnType<typeof hubOf>["notify"]>[1];

const plain: Telling = {
  type: "mention",
  title: "n",
  message: "",
  link: null,
  metadata: {},
  actor: null,
  groupKey: null,
};

/** Tells somebody so many things at once. */
const tell = (person: Person, from: number, count: number, input: (at: number) => Partial<Telling> = () => ({})) =>
  runInDurableObject(hubOf(person), (hub) => {
    for (let at = from; at < from + count; at += 1) hub.notify(`key-${at}`, { ...plain, ...input(at) });
  });

const list = async (person: Person, query = "") =>
  (await person.call("GET", `/api/v1/notifications${query}`)).json<NotificationPage>();

const seqs = (frames: Frame[] = []) => frames.map((frame) => frame["seq"]);
const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe("a stream of which the beginning is gone", () => {
  test("starts over who was away for longer, and tells the others exactly what they missed", async ({ expect }) => {
    const ada = await signUp();
    await tell(ada, 0, 2_500);
    await evictDurableObject(hubOf(ada));
    await runInDurableObject(hubOf(ada), (_, { storage }) => {
      expect(storage.sql.exec("SELECT count(*) AS kept, min(seq) AS first FROM stream").one()).toEqual({
        kept: 2_000,
        first: 501,
      });
    });

    const [never, pruned, tooMany, enough] = await Promise.all([0, 400, 1_499, 1_500].map((at) => listen(ada, at)));

    for (const stream of [never, pruned, tooMany])
      expect(stream?.frames.slice(1)).toEqual([{ type: "reset", seq: 2_500 }]);
    await eventually(() => expect(enough?.ofType("notification.created")).toHaveLength(1_000));
    expect(seqs(enough?.ofType("notification.created"))).toEqual(upTo(2_500).slice(1_500));
  });

  test("starts over also where fewer events are missed than a replay may have", async ({ expect }) => {
    const ada = await signUp();
    await tell(ada, 0, 20);
    await runInDurableObject(hubOf(ada), (_, { storage }) => {
      storage.sql.exec("DELETE FROM stream WHERE seq <= 10");
    });

    const [within, before] = await Promise.all([listen(ada, 10), listen(ada, 9)]);

    expect(seqs(within?.frames.slice(1))).toEqual(upTo(20).slice(10));
    expect(before?.frames.slice(1)).toEqual([{ type: "reset", seq: 20 }]);
  });

  test("knows what it has told for as long as its event may be replayed", async ({ expect }) => {
    const ada = await signUp();
    await tell(ada, 0, 2);
    await runInDurableObject(hubOf(ada), (_, { storage }) => {
      storage.sql.exec("UPDATE told SET at = at - (4 * 30 + 2) * 86400000 WHERE key = 'key-0'");
      storage.sql.exec("UPDATE told SET at = at - 4 * 30 * 86400000 WHERE key = 'key-1'");
    });

    await tell(ada, 1, 2);

    expect(await list(ada)).toMatchObject({ total: 3 });
    await runInDurableObject(hubOf(ada), (_, { storage }) => {
      expect(storage.sql.exec("SELECT key FROM told ORDER BY key").toArray()).toEqual([
        { key: "key-1" },
        { key: "key-2" },
      ]);
    });
  });
});

describe("an inbox of ten thousand", () => {
  test("makes room by removing the oldest, which every tab hears", { timeout: 60_000 }, async ({ expect }) => {
    const ada = await signUp();
    await tell(ada, 0, 10_000);
    const adas = await listen(ada);

    await tell(ada, 10_000, 2);

    const deleted = adas.ofType("notification.deleted");
    expect(adas.frames.slice(1).map(({ type }) => type)).toEqual([
      "notification.created",
      "notification.deleted",
      "unread",
      "notification.created",
      "notification.deleted",
      "unread",
    ]);
    expect(seqs(deleted)).toEqual([10_002, 10_004]);
    expect(adas.ofType("unread")).toEqual([
      { type: "unread", count: 10_000 },
      { type: "unread", count: 10_000 },
    ]);
    expect(await list(ada)).toMatchObject({ total: 10_000, unreadCount: 10_000 });
  });

  test.for([
    ["all", {}],
    ["unread", { unread: true }],
    ["read", { unread: false }],
    ["of a type", { type: "new_message" }],
    ["unread of a type", { type: "new_message", unread: true }],
    ["read of a type", { type: "new_message", unread: false }],
  ] as const)("is listed out of an index: %s", async ([, filter], { expect }) => {
    const ada = await signUp();
    await tell(ada, 0, 1_000, (at) => ({ type: at === 3 ? "new_message" : "mention" }));

    const read = await runInDurableObject(hubOf(ada), (hub, { storage }) => {
      const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
      const exec = storage.sql.exec.bind(storage.sql);
      const spy = vi.spyOn(storage.sql, "exec").mockImplementation((query, ...bindings) => {
        const cursor = exec(query, ...bindings);
        cursors.push(cursor);
        return cursor;
      });
      hub.listNotifications({ limit: 5, before: 900, ...filter });
      spy.mockRestore();
      return cursors.reduce((sum, cursor) => sum + cursor.rowsRead, 0);
    });

    expect(read).toBeLessThan(20);
  });
});

const liked = (at: number): Partial<Telling> => ({
  type: "post_liked",
  groupKey: "post_1",
  actor: { id: `user_${at % 1_500}`, username: "u", displayName: "U" },
});

describe("a group", () => {
  test("counts each of very many actors once, also across an eviction", async ({ expect }) => {
    const ada = await signUp();

    await tell(ada, 0, 1_500, liked);
    await evictDurableObject(hubOf(ada));
    await tell(ada, 1_500, 100, liked);

    expect((await list(ada)).items).toMatchObject([{ groupCount: 1_500, seq: 1_600 }]);
  });

  test("keeps its count once it is read, and no more than that", async ({ expect }) => {
    const ada = await signUp();
    await tell(ada, 0, 3, liked);

    await ada.call("PUT", "/api/v1/notifications/read-all");
    await tell(ada, 3, 2, liked);

    expect((await list(ada)).items.map(({ groupCount, read }) => [groupCount, read])).toEqual([
      [2, false],
      [3, true],
    ]);
    await runInDurableObject(hubOf(ada), (_, { storage }) => {
      expect(storage.sql.exec("SELECT count(*) AS actors FROM group_actors").one()).toEqual({ actors: 2 });
    });
  });

  test("goes on in an inbox from before actors had rows of their own", async ({ expect }) => {
    const ada = await signUp();
    await tell(ada, 0, 2, liked);
    await runInDurableObject(hubOf(ada), (_, { storage: { sql } }) => {
      sql.exec(`
        UPDATE notifications SET actors = '["user_0","user_1"]';
        DROP TRIGGER close_group;
        DROP TRIGGER remove_group;
        DROP TABLE group_actors;
        DROP INDEX notifications_by_read;
        DROP INDEX notifications_by_type;
        DROP INDEX notifications_by_read_and_type;
        ALTER TABLE notifications DROP COLUMN actor_count;
        CREATE INDEX unread_notifications ON notifications (seq) WHERE read_at IS NULL;
        UPDATE schema_versions SET version = 1 WHERE name = 'inbox';
      `);
    });
    await evictDurableObject(hubOf(ada));

    const before = (await list(ada)).items;
    await tell(ada, 1_501, 2, liked);

    expect(before).toMatchObject([{ groupCount: 2 }]);
    expect((await list(ada)).items).toMatchObject([{ groupCount: 3, seq: 4 }]);
  });
});
