import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { ChatRoom, RoomRelay } from "../../../src/features/chat/index.ts";
import type { NotificationPage } from "../../../src/features/notifications/contract.ts";
import { created, directConversation, enter, hubOf, livePath, post, roomOf, sendLine } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import type { Person } from "../../support/people.ts";
import { signIn } from "../../support/people.ts";
import type { Stream } from "../../support/stream.ts";

/** As many as a room keeps itself in tests (`vitest.config.ts`). */
const ownSockets = 20;

afterEach(() => vi.restoreAllMocks());

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);
const relayOf = (id: string, shard = 0) => env.ROOM_RELAY.getByName(`${id}:${shard}`);
const seqs = (stream: Stream) => created(stream).map(({ seq }) => seq);
const readyOf = (stream: Stream) => Number(stream.ofType("ready")[0]?.["seq"]);

/** A room that is full, so that whoever comes next sits in a relay. */
async function fullRoom() {
  const { ada, grace, id } = await directConversation();
  const own = await Promise.all(upTo(ownSockets).map(() => enter(ada, id)));
  const [adas] = own;
  if (!adas) throw new Error("nobody is there");
  return { ada, grace, id, adas };
}

async function relayed(person: Person, id: string, after?: number): Promise<Stream> {
  const held = await count(id);
  const stream = await enter(person, id, after);
  if ((await count(id)) !== held + 1) throw new Error("sits in the room itself");
  return stream;
}

const count = (id: string) =>
  runInDurableObject(
    relayOf(id),
    (_, state) => state.getWebSockets().filter(({ readyState }) => readyState === 1).length,
  );

describe("somebody in a relay", () => {
  test("sees what is sent, and is seen, once and in order", async ({ expect }) => {
    const { grace, id, adas } = await fullRoom();
    const graces = await relayed(grace, id);

    adas.send(
      upTo(3)
        .map((at) => sendLine(`a${at}`))
        .join("\n"),
    );
    await eventually(() => expect(seqs(graces)).toEqual([1, 2, 3]));
    graces.send(
      upTo(3)
        .map((at) => sendLine(`g${at}`))
        .join("\n"),
    );

    for (const stream of [adas, graces]) await eventually(() => expect(seqs(stream)).toEqual([1, 2, 3, 4, 5, 6]));
    await eventually(() => expect(graces.ofType("ack").map((ack) => ack["seq"])).toEqual([4, 5, 6]));
    expect(created(graces)).toEqual(created(adas));
  });

  test("gets the answers that the room would give", async ({ expect }) => {
    const { ada, grace, id, adas } = await fullRoom();
    const message = await post(ada, id, "first");
    const graces = await relayed(grace, id);

    expect(await graces.command("read", { seq: 1 })).toMatchObject({ type: "ack" });
    expect(await graces.command("typing.start")).toMatchObject({ type: "ack" });
    expect(await graces.command("message.edit", { messageId: message.id, content: "no" })).toMatchObject({
      type: "error",
      code: "FORBIDDEN",
    });
    expect(await graces.command("nonsense")).toMatchObject({ type: "error", code: "VALIDATION_FAILED" });
    await adas.find(({ type, userId }) => type === "read.changed" && userId === grace.id);
    await adas.find(({ type, userId }) => type === "typing" && userId === grace.id);
    expect(graces.ofType("typing")).toEqual([]);
  });

  test("comes back to exactly what was missed", async ({ expect }) => {
    const { ada, grace, id } = await fullRoom();
    for (const at of upTo(5)) await post(ada, id, `m${at}`);

    const graces = await relayed(grace, id, 2);
    await post(ada, id, "later");

    await eventually(() => expect(seqs(graces)).toEqual([3, 4, 5, 6]));
    expect(graces.ofType("reset")).toEqual([]);
  });

  test(
    "who comes while messages fly misses none of those after the greeting",
    { timeout: 60_000 },
    async ({ expect }) => {
      const { grace, id, adas } = await fullRoom();
      let sent = 0;
      const sending = setInterval(() => {
        adas.send(
          upTo(5)
            .map(() => sendLine(`m${(sent += 1)}`))
            .join("\n"),
        );
      }, 5);

      const streams: Stream[] = [];
      for (const _ of upTo(10)) streams.push(await enter(grace, id));
      clearInterval(sending);

      await eventually(() => expect(adas.ofType("ack").length).toBe(sent));
      for (const stream of streams) {
        const from = readyOf(stream);
        await eventually(() => expect(seqs(stream)).toEqual(upTo(sent - from).map((at) => from + at + 1)));
      }
    },
  );

  test("is closed with the session, and cannot come back", async ({ expect }) => {
    const { ada, grace, id } = await fullRoom();
    const phone = await signIn(grace.email);
    const [graces, phones] = [await relayed(grace, id), await relayed(phone, id)];

    await grace.call("DELETE", `/api/v1/sessions/${phone.sessionId}`);

    expect(await phones.waitForClose()).toMatchObject({ code: 4401 });
    const back = await phone.call("GET", livePath(id), { headers: { upgrade: "websocket" } });
    expect(back.status).toBe(401);
    await post(ada, id, "still here");
    await eventually(() => expect(seqs(graces)).toEqual([1]));
    expect(seqs(phones)).toEqual([]);
  });

  test("counts towards what one member may have", { timeout: 60_000 }, async ({ expect }) => {
    const { ada, id } = await fullRoom();
    for (const _ of upTo(50 - ownSockets)) await enter(ada, id);

    const refused = await ada.call("GET", livePath(id), { headers: { upgrade: "websocket" } });

    expect(refused.status).toBe(429);
  });

  test("is there as far as notifications go, until the socket closes", async ({ expect }) => {
    const { ada, grace, id } = await fullRoom();
    const graces = await relayed(grace, id);
    await post(ada, id, "seen");
    await eventually(() => expect(seqs(graces)).toEqual([1]));

    graces.close();
    await eventually(async () => expect(await roomOf(id).connectionsOf(grace.id)).toEqual([]));
    await post(ada, id, "unseen");

    await eventually(async () => {
      const { items: rows }: NotificationPage = JSON.parse(
        await hubOf(grace).listNotifications({ limit: 10, type: "new_message" }),
      );
      expect(rows.map(({ message }) => message)).toEqual(["unseen"]);
    });
  });
});

describe("a relay", () => {
  test("hears again what could not be delivered to it", async ({ expect }) => {
    const { ada, grace, id } = await fullRoom();
    const graces = await relayed(grace, id);
    await post(ada, id, "one");
    await eventually(() => expect(seqs(graces)).toEqual([1]));
    vi.spyOn(RoomRelay.prototype, "publish").mockRejectedValueOnce(new Error("the network has a hiccup"));

    await post(ada, id, "two");
    await post(ada, id, "three");

    await eventually(() => expect(seqs(graces)).toEqual([1, 2, 3]));
  });

  test("goes on after it, or its room, was evicted", async ({ expect }) => {
    const { ada, grace, id } = await fullRoom();
    const graces = await relayed(grace, id);
    await post(ada, id, "one");
    await eventually(() => expect(seqs(graces)).toEqual([1]));
    await eventually(async () => {
      const kept = await runInDurableObject(relayOf(id), (_, { storage }) =>
        storage.sql.exec("SELECT seq FROM place").toArray(),
      );
      expect(kept).toEqual([{ seq: 1 }]);
    });

    await evictDurableObject(relayOf(id));
    await post(ada, id, "two");
    await eventually(() => expect(seqs(graces)).toEqual([1, 2]));
    await evictDurableObject(roomOf(id));
    await post(ada, id, "three");

    await eventually(() => expect(seqs(graces)).toEqual([1, 2, 3]));
    expect(await graces.command("message.send", { clientId: "c", content: "four" })).toMatchObject({ seq: 4 });
  });

  test("has one more try at what could not be closed, and nothing reaches who is out", async ({ expect }) => {
    const { ada, grace, id } = await fullRoom();
    const phone = await signIn(grace.email);
    const phones = await relayed(phone, id);
    const close = vi
      .spyOn(RoomRelay.prototype, "closeSockets")
      .mockRejectedValueOnce(new Error("the network has a hiccup"));

    await grace.call("DELETE", `/api/v1/sessions/${phone.sessionId}`);

    expect(await phones.waitForClose()).toMatchObject({ code: 4401 });
    expect(close).toHaveBeenCalledTimes(2);
    await post(ada, id, "one");
    expect(seqs(phones)).toEqual([]);
  });

  test("who is let in and out at once does not come in", async ({ expect }) => {
    const { grace, id } = await fullRoom();
    const phone = await signIn(grace.email);
    // oxlint-disable-next-line typescript/unbound-method -- it is called on the room below
    const original = ChatRoom.prototype.welcomeRelayed;
    vi.spyOn(ChatRoom.prototype, "welcomeRelayed").mockImplementationOnce(async function (this: ChatRoom, ...args) {
      const welcome = await original.apply(this, args);
      await this.endSession(phone.sessionId);
      return welcome;
    });

    const refused = await phone.call("GET", livePath(id), { headers: { upgrade: "websocket" } });

    expect(refused.status).toBe(401);
    expect(await count(id)).toBe(0);
  });

  test("is asked again and again for what it missed, though the room cannot be asked at first", async ({ expect }) => {
    const { ada, grace, id } = await fullRoom();
    const graces = await relayed(grace, id);
    await post(ada, id, "one");
    await eventually(() => expect(seqs(graces)).toEqual([1]));
    vi.spyOn(RoomRelay.prototype, "publish").mockRejectedValueOnce(new Error("the network has a hiccup"));
    vi.spyOn(ChatRoom.prototype, "replayRelayed")
      .mockRejectedValueOnce(new Error("the room has a hiccup"))
      .mockRejectedValueOnce(new Error("the room has a hiccup"));

    await post(ada, id, "two");

    await eventually(() => expect(seqs(graces)).toEqual([1, 2]));
  });

  test("that died is found out though somebody has come back already", { timeout: 30_000 }, async ({ expect }) => {
    const { ada, grace, id } = await fullRoom();
    await relayed(grace, id);
    await runInDurableObject(relayOf(id), (_, state) => state.abort("a fault")).catch(() => undefined);
    await eventually(() => enter(ada, id));

    await eventually(async () => {
      await post(ada, id, crypto.randomUUID());
      expect(await roomOf(id).connectionsOf(grace.id)).toEqual([]);
    });
  });

  test("is forgotten when it died with its sockets", async ({ expect }) => {
    const { ada, grace, id } = await fullRoom();
    await relayed(grace, id);
    expect(await roomOf(id).connectionsOf(grace.id)).toHaveLength(1);

    await runInDurableObject(relayOf(id), (_, state) => state.abort("a fault")).catch(() => undefined);
    await post(ada, id, "one");

    await eventually(async () => {
      await post(ada, id, crypto.randomUUID());
      expect(await roomOf(id).connectionsOf(grace.id)).toEqual([]);
    });
  });
});
