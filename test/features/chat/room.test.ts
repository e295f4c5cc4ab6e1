import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, test } from "vitest";
import {
  created,
  directConversation,
  enter,
  history,
  type Message,
  messageOf,
  post,
  roomOf,
  sendLine,
} from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import type { Stream } from "../../support/stream.ts";

const answersTo = (stream: Stream, id: string) =>
  stream.frames.filter((frame) => (frame.type === "ack" || frame.type === "error") && frame["id"] === id);

const acks = (stream: Stream) => stream.ofType("ack");

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe("a message", () => {
  test("reaches everyone, its sender too, and is acked once with what was stored", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const [adas, adasPhone, graces] = await Promise.all([enter(ada, id), enter(ada, id), enter(grace, id)]);

    adas.send(sendLine("first", "Hello Grace"));

    for (const stream of [adas, adasPhone, graces]) {
      await eventually(() => expect(created(stream)).toHaveLength(1));
      expect(stream.ofType("message.created")).toMatchObject([{ seq: 1, message: { seq: 1, content: "Hello Grace" } }]);
    }
    await eventually(() => expect(acks(adas)).toHaveLength(1));
    const [ack] = acks(adas);
    expect(ack).toEqual({ type: "ack", id: "first", seq: 1, message: created(graces)[0] });
    expect(created(graces)[0]).toMatchObject({
      conversationId: id,
      clientId: "first",
      sender: { id: ada.id, username: ada.username },
      replyTo: null,
      attachments: [],
      reactions: [],
      editedAt: null,
      deletedAt: null,
    });
    expect([...acks(adasPhone), ...acks(graces)]).toEqual([]);
    expect(await history(grace, id)).toEqual(created(graces));
  });

  test("sent over HTTP reaches those who look on", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const graces = await enter(grace, id);

    const message = await post(ada, id, "by-http", "Hello over HTTP");

    await eventually(() => expect(created(graces)).toEqual([message]));
  });

  test("may be a reply to one of the same conversation, and to nothing else", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const elsewhere = await directConversation();
    const foreign = await post(elsewhere.ada, elsewhere.id, "foreign");
    const adas = await enter(ada, id);
    const question = await post(grace, id, "question");

    const reply = await adas.command("message.send", { clientId: "a", content: "yes", replyTo: question.id });
    const lost = await adas.command("message.send", { clientId: "b", content: "no", replyTo: foreign.id });
    const posted = await ada.call("POST", `/api/v1/conversations/${id}/messages`, {
      json: { clientId: "c", content: "no", replyTo: foreign.id },
    });

    expect(messageOf(reply).replyTo).toBe(question.id);
    expect(lost).toMatchObject({ type: "error", code: "VALIDATION_FAILED" });
    expect(posted.status).toBe(422);
    expect(await history(ada, id)).toHaveLength(2);
  });

  test.for([
    ["NUL", "a\u0000b"],
    ["quotes and backslashes", '"\\\u2028</script>'],
    ["what lies beyond the basic plane", "👩‍👩‍👧 𝕏"],
    ["line breaks", "one\ntwo\r\nthree"],
    ["ten thousand characters", "ü".repeat(10_000)],
  ] as const)("keeps %s as it was sent", async ([, content], { expect }) => {
    const { ada, grace, id } = await directConversation();
    const [adas, graces] = await Promise.all([enter(ada, id), enter(grace, id)]);

    const ack = await adas.command("message.send", { clientId: "c", content });

    expect(messageOf(ack).content).toBe(content);
    await eventually(() => expect(created(graces).map((message) => message.content)).toEqual([content]));
    await evictDurableObject(roomOf(id));
    expect((await history(grace, id)).map((message) => message.content)).toEqual([content]);
  });

  test("with half a character, which no store could keep, is refused", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const adas = await enter(ada, id);

    adas.send(String.raw`{"id":"1","type":"message.send","clientId":"c","content":"\ud83d"}`);
    adas.send(String.raw`{"id":"2","type":"message.send","clientId":"\ud83d","content":"x"}`);
    adas.send(String.raw`{"id":"3","type":"message.send","clientId":"\ud83e","content":"y"}`);

    await eventually(() => expect(adas.ofType("error").map((frame) => frame["id"])).toEqual(["1", "2", "3"]));
    expect(await history(ada, id)).toEqual([]);
  });

  test.for([
    ["no content", { clientId: "c" }],
    ["empty content", { clientId: "c", content: "" }],
    ["too much content", { clientId: "c", content: "x".repeat(10_001) }],
    ["content that is no text", { clientId: "c", content: 7 }],
    ["no clientId", { content: "x" }],
    ["an empty clientId", { clientId: "", content: "x" }],
    ["a long clientId", { clientId: "x".repeat(65), content: "x" }],
    ["an unknown key", { clientId: "c", content: "x", senderId: "user_01j00000000000000000000000" }],
    ["a reply to a malformed id", { clientId: "c", content: "x", replyTo: "msg" }],
  ] as const)("with %s is refused at both doors", async ([, fields], { expect }) => {
    const { ada, id } = await directConversation();
    const adas = await enter(ada, id);

    const live = await adas.command("message.send", fields);
    const response = await ada.call("POST", `/api/v1/conversations/${id}/messages`, { json: fields });

    expect(live).toMatchObject({ type: "error", code: "VALIDATION_FAILED" });
    expect(response.status).toBe(422);
    expect(await history(ada, id)).toEqual([]);
  });
});

describe("the order", () => {
  test("is 1, 2, 3… without a gap, with 64 in flight from each of two people", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const [adas, graces] = await Promise.all([enter(ada, id), enter(grace, id)]);

    for (const at of upTo(64)) {
      adas.send(sendLine(`a${at}`));
      graces.send(sendLine(`g${at}`));
    }

    await eventually(() => expect([acks(adas).length, acks(graces).length]).toEqual([64, 64]));
    await eventually(() => expect(created(adas)).toHaveLength(128));
    expect(created(adas).map(({ seq }) => seq)).toEqual(upTo(128));
    expect(created(graces)).toEqual(created(adas));
    const from = (prefix: string) =>
      created(adas).flatMap(({ clientId }) => (clientId.startsWith(prefix) ? clientId : []));
    expect(from("a")).toEqual(upTo(64).map((at) => `a${at}`));
    expect(from("g")).toEqual(upTo(64).map((at) => `g${at}`));
    const seqOf = new Map(created(adas).map(({ clientId, seq }) => [clientId, seq]));
    for (const ack of [...acks(adas), ...acks(graces)]) expect(ack["seq"]).toBe(seqOf.get(String(ack["id"])));
    expect(await history(ada, id)).toEqual(created(adas));
  });

  test("is that of the lines of a frame", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const [adas, graces] = await Promise.all([enter(ada, id), enter(grace, id)]);
    const clientIds = upTo(200).map((at) => `m${at}`);

    adas.send(clientIds.map((clientId) => sendLine(clientId)).join("\n"));

    await eventually(() => expect(acks(adas).map((ack) => ack["id"])).toEqual(clientIds));
    expect(acks(adas).map((ack) => ack["seq"])).toEqual(upTo(200));
    // What is due at the same moment comes in one frame: the events and the answers.
    expect(adas.texts.filter((text) => !text.includes(`"type":"presence"`))).toHaveLength(2);
    await eventually(() => expect(created(graces).map(({ clientId }) => clientId)).toEqual(clientIds));
  });

  test("goes on after evictions, for sockets that slept through them", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const [adas, graces] = await Promise.all([enter(ada, id), enter(grace, id)]);

    for (const at of upTo(3)) {
      await adas.command("message.send", { clientId: `a${at}`, content: "x" });
      await evictDurableObject(roomOf(id));
      await graces.command("message.send", { clientId: `g${at}`, content: "x" });
    }

    expect(created(graces).map(({ seq }) => seq)).toEqual(upTo(6));
    await eventually(() => expect(created(adas)).toEqual(created(graces)));
    expect([adas.closed, graces.closed]).toEqual([null, null]);
  });

  test("has no gap after a group that could not be stored, and its senders are told", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const [adas, graces] = await Promise.all([enter(ada, id), enter(grace, id)]);
    await adas.command("message.send", { clientId: "before", content: "x" });
    await failWhenStoring(id, "poison");

    adas.send([sendLine("beside"), sendLine("poison")].join("\n"));
    await eventually(() => expect(adas.ofType("error").map((frame) => frame["id"])).toEqual(["beside", "poison"]));
    const again = await adas.command("message.send", { clientId: "beside", content: "again" });

    expect(again).toMatchObject({ type: "ack", seq: 2 });
    await eventually(() => expect(created(graces).map(({ seq }) => seq)).toEqual([1, 2]));
    expect((await history(ada, id)).map(({ clientId }) => clientId)).toEqual(["before", "beside"]);
    // The sender has read their own message, also after the group before it came to nothing.
    await evictDurableObject(roomOf(id));
    const back = await enter(ada, id);
    expect(back.ofType("ready")[0]?.["reads"]).toContainEqual({ userId: ada.id, readSeq: 2 });
  });
});

describe("a clientId sent again", () => {
  test("gives the first ack again and tells nobody twice", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const [adas, graces] = await Promise.all([enter(ada, id), enter(grace, id)]);

    adas.send(sendLine("same", "the first"));
    adas.send([sendLine("same", "the second"), sendLine("same", "the third")].join("\n"));
    await adas.command("message.send", { clientId: "other", content: "x" });

    const answers = answersTo(adas, "same");
    expect(answers).toHaveLength(3);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ type: "ack", seq: 1, message: { content: "the first" } });
    await eventually(() => expect(created(graces).map(({ clientId }) => clientId)).toEqual(["same", "other"]));
  });

  test("is the same message at both doors, and after an eviction", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const adas = await enter(ada, id);
    const ack = await adas.command("message.send", { clientId: "same", content: "the first" });

    const posted = await ada.call("POST", `/api/v1/conversations/${id}/messages`, {
      json: { clientId: "same", content: "over HTTP" },
    });
    await evictDurableObject(roomOf(id));
    const again = await adas.command("message.send", { clientId: "same", content: "after an eviction" });

    expect(posted.status).toBe(200);
    expect(await posted.json()).toEqual(messageOf(ack));
    expect(messageOf(again)).toEqual(messageOf(ack));
    expect(await history(ada, id)).toEqual([messageOf(ack)]);
  });

  test("is new when somebody else sends it, or elsewhere", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const elsewhere = await directConversation();

    const messages = await Promise.all([
      post(ada, id, "same", "by Ada"),
      post(grace, id, "same", "by Grace"),
      post(elsewhere.ada, elsewhere.id, "same", "elsewhere"),
    ]);

    expect(new Set(messages.map((message: Message) => message.id)).size).toBe(3);
    expect(new Set((await history(ada, id)).map(({ content }) => content))).toEqual(new Set(["by Ada", "by Grace"]));
  });

  test("at once over both doors and two sockets is stored once", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const sockets = await Promise.all([enter(ada, id), enter(ada, id)]);

    for (const socket of sockets) for (const _ of upTo(5)) socket.send(sendLine("same"));
    const posted = await Promise.all(upTo(5).map(() => post(ada, id, "same")));

    for (const socket of sockets) await eventually(() => expect(answersTo(socket, "same")).toHaveLength(5));
    const ids = [...posted, ...sockets.flatMap((socket) => answersTo(socket, "same").map(messageOf))].map(
      (message) => message.id,
    );
    expect(new Set(ids).size).toBe(1);
    expect(await history(ada, id)).toHaveLength(1);
  });
});

/** Has the room's store refuse one message, as a full disk would. */
async function failWhenStoring(id: string, clientId: string): Promise<void> {
  await runInDurableObject(roomOf(id), (_, { storage }) => {
    storage.sql.exec(
      `CREATE TRIGGER poison BEFORE INSERT ON messages WHEN NEW.client_id = '${clientId}' BEGIN SELECT RAISE(ABORT, 'disk full'); END`,
    );
  });
}
