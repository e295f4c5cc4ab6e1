import { evictDurableObject } from "cloudflare:test";
import { describe, test } from "vitest";
import {
  created,
  directConversation,
  enter,
  livePath,
  type Message,
  post,
  roomOf,
  sendLine,
} from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import type { Person } from "../../support/people.ts";

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

/** Fills a conversation over one socket, which is the fast way. */
async function say(person: Person, id: string, count: number, prefix = "m"): Promise<void> {
  const stream = await enter(person, id);
  const clientIds = upTo(count).map((at) => `${prefix}${at}`);
  for (let from = 0; from < count; from += 250) {
    stream.send(
      clientIds
        .slice(from, from + 250)
        .map((clientId) => sendLine(clientId))
        .join("\n"),
    );
  }
  await eventually(() => {
    if (stream.ofType("ack").length < count) throw new Error("not all acked yet");
  });
  stream.close();
}

describe("a socket", () => {
  test("is first told where the stream is, who it is, and how far everyone has read", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    await say(ada, id, 3);

    const [one, other] = await Promise.all([enter(grace, id), enter(grace, id)]);

    const [ready] = one.frames;
    expect(ready).toMatchObject({ type: "ready", seq: 3 });
    expect(ready?.["reads"]).toHaveLength(2);
    expect(ready?.["reads"]).toEqual(
      expect.arrayContaining([
        { userId: ada.id, readSeq: 3 },
        { userId: grace.id, readSeq: 0 },
      ]),
    );
    expect(ready?.["connectionId"]).not.toBe(other.frames[0]?.["connectionId"]);
    expect(one.frames.filter(({ type }) => type !== "presence")).toHaveLength(1);
  });

  test("that asks for it is told exactly what it missed, in order, and then goes live", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    await say(ada, id, 20);
    await evictDurableObject(roomOf(id));

    const graces = await enter(grace, id, 7);
    await post(ada, id, "live");

    await eventually(() => expect(created(graces)).toHaveLength(14));
    expect(graces.frames[0]).toMatchObject({ type: "ready", seq: 20 });
    expect(created(graces).map(({ seq }) => seq)).toEqual(upTo(21).slice(7));
    expect(graces.ofType("reset")).toEqual([]);
  });

  test("that has missed nothing is told nothing", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    await say(ada, id, 2);

    const graces = await enter(grace, id, 2);
    await post(ada, id, "live");

    await eventually(() => expect(created(graces).map(({ clientId }) => clientId)).toEqual(["live"]));
  });

  test("that joins while others talk misses nothing and sees nothing twice", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const adas = await enter(ada, id);
    for (const at of upTo(300)) adas.send(sendLine(`m${at}`));

    const listeners = await Promise.all(upTo(8).map(() => enter(grace, id, 0)));

    for (const listener of listeners) {
      await eventually(() => expect(created(listener)).toHaveLength(300));
      expect(created(listener).map(({ seq }) => seq)).toEqual(upTo(300));
    }
  });
});

describe("past a thousand missed events", () => {
  test("a socket is told to start over, and goes live from there", { timeout: 30_000 }, async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    await Promise.all([say(ada, id, 501, "a"), say(grace, id, 500, "g")]);

    const [all, last] = await Promise.all([enter(grace, id, 0), enter(grace, id, 1)]);
    await post(ada, id, "live");

    await eventually(() => expect(created(all)).toHaveLength(1));
    expect(all.frames.slice(0, 2)).toMatchObject([
      { type: "ready", seq: 1001 },
      { type: "reset", seq: 1001 },
    ]);
    expect(created(all)[0]).toMatchObject({ seq: 1002, clientId: "live" });
    await eventually(() => expect(created(last)).toHaveLength(1001));
    expect(created(last).map(({ seq }) => seq)).toEqual(upTo(1002).slice(1));
    expect(last.ofType("reset")).toEqual([]);
  });

  test("and beyond the end too", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    await say(ada, id, 2);

    const graces = await enter(grace, id, 3);

    expect(graces.frames.slice(0, 2)).toMatchObject([
      { type: "ready", seq: 2 },
      { type: "reset", seq: 2 },
    ]);
  });
});

test.for(["abc", "-1", "1.5", "1e400", "9007199254740993", ""])(
  "after=%s is no place in a stream",
  async (after, { expect }) => {
    const { ada, id } = await directConversation();

    const responses = await Promise.all([
      ada.call("GET", `${livePath(id)}?after=${after}`, { headers: { upgrade: "websocket" } }),
      ada.call("GET", `/api/v1/notifications/live?after=${after}`, { headers: { upgrade: "websocket" } }),
    ]);

    expect(responses.map(({ status }) => status)).toEqual([422, 422]);
  },
);

const page = async (person: Person, id: string, query: string) => {
  const response = await person.call("GET", `/api/v1/conversations/${id}/messages${query}`);
  const { items, nextCursor } = await response.json<{ items: Message[]; nextCursor: string | null }>();
  return { seqs: items.map(({ seq }) => seq), nextCursor };
};

describe("history", () => {
  test("is read backwards from the end, each page in the order of the stream", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    await say(ada, id, 50);

    const last = await page(grace, id, "");
    const middle = await page(grace, id, `?cursor=${last.nextCursor}`);
    const first = await page(grace, id, `?cursor=${middle.nextCursor}`);

    expect(last.seqs).toEqual(upTo(50).slice(30));
    expect(middle.seqs).toEqual(upTo(50).slice(10, 30));
    expect(first).toEqual({ seqs: upTo(10), nextCursor: null });
  });

  test("is read forwards after a place, and a cursor goes on in its own direction", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    await say(ada, id, 50);

    const first = await page(grace, id, "?after=5&limit=30");
    const next = await page(grace, id, `?after=5&limit=30&cursor=${first.nextCursor}`);
    const bare = await page(grace, id, `?limit=30&cursor=${first.nextCursor}`);

    expect(first.seqs).toEqual(upTo(50).slice(5, 35));
    expect(next).toEqual({ seqs: upTo(50).slice(35), nextCursor: null });
    expect(bare).toEqual(next);
  });

  test("before a place, and between two", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    await say(ada, id, 50);

    const before = await page(grace, id, "?before=10&limit=5");
    const between = await page(grace, id, "?after=10&before=14");
    const onePage = await page(grace, id, "?limit=50");

    expect(before.seqs).toEqual([5, 6, 7, 8, 9]);
    expect(between).toEqual({ seqs: [11, 12, 13], nextCursor: null });
    expect(onePage).toEqual({ seqs: upTo(50), nextCursor: null });
  });

  test.for(["?before=0", "?after=-1", "?before=x", "?limit=101", "?cursor=eA", "?seq=1"])(
    "refuses %s",
    async (query, { expect }) => {
      const { ada, id } = await directConversation();

      const response = await ada.call("GET", `/api/v1/conversations/${id}/messages${query}`);

      expect(response.status).toBe(422);
    },
  );
});
