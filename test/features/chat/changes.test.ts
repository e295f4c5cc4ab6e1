import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, test } from "vitest";
import {
  type Conversation,
  directConversation,
  enter,
  history,
  type Message,
  messageOf,
  messagePath,
  openGroup,
  post,
  roomOf,
} from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { type Person, signUp } from "../../support/people.ts";
import type { Frame } from "../../support/stream.ts";

type Edits = { items: { content: string; replacedAt: string }[]; nextCursor: string | null };

const edit = (person: Person, message: Message, content: string) =>
  person.call("PATCH", messagePath(message), { json: { content } });
const remove = (person: Person, message: Message) => person.call("DELETE", messagePath(message));
const editsOf = async (person: Person, message: Message, query = "") =>
  (await person.call("GET", `${messagePath(message)}/edits${query}`)).json<Edits>();
const lastMessageOf = async (person: Person, id: string) =>
  (await (await person.call("GET", `/api/v1/conversations/${id}`)).json<Conversation>()).lastMessage;
const answerOf = async (response: Response) => [response.status, (await response.json<{ code: string }>()).code];

describe("an edit", () => {
  test("is seen by everyone, live and later, and what was said is kept", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const [adas, graces] = await Promise.all([enter(ada, id), enter(grace, id)]);
    const message = await post(ada, id, "1", "Helo");

    const ack = await adas.command("message.edit", { messageId: message.id, content: "Hello" });
    const patched = await (await edit(ada, message, "Hello, Grace")).json<Message>();

    expect(ack).toEqual({ type: "ack", id: "c1" });
    expect(patched).toEqual({ ...message, content: "Hello, Grace", editedAt: expect.any(String) });
    await eventually(() => expect(graces.ofType("message.edited")).toHaveLength(2));
    const [first, second] = graces.ofType("message.edited");
    expect(first).toMatchObject({ seq: 2, message: { seq: 1, content: "Hello" } });
    expect(second).toEqual({ type: "message.edited", seq: 3, message: patched });
    await evictDurableObject(roomOf(id));
    expect(await history(grace, id)).toEqual([patched]);
    expect((await editsOf(grace, message)).items.map(({ content }) => content)).toEqual(["Helo", "Hello"]);
  });

  test("to the same words is none", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const graces = await enter(grace, id);
    const message = await post(ada, id, "1", "Hello");

    const response = await edit(ada, message, "Hello");
    await post(ada, id, "2");

    expect(await response.json()).toEqual(message);
    await eventually(() => expect(graces.ofType("message.created")).toHaveLength(2));
    expect(graces.ofType("message.edited")).toEqual([]);
    expect((await editsOf(ada, message)).items).toEqual([]);
  });

  test("is refused to everyone but the sender", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const stranger = await signUp();
    const message = await post(ada, id, "1", "mine");
    const elsewhere = await directConversation();
    const foreign = await post(elsewhere.ada, elsewhere.id, "foreign");
    const graces = await enter(grace, id);

    const answers = await Promise.all([
      edit(grace, message, "yours"),
      edit(stranger, message, "yours"),
      edit(ada, { ...foreign, conversationId: id }, "yours"),
      edit(ada, message, ""),
      edit(ada, message, "x".repeat(10_001)),
      ada.call("PATCH", messagePath(message), { json: { content: "x", clientId: "2" } }),
      stranger.call("GET", `${messagePath(message)}/edits`),
    ]);
    const frames = [
      await graces.command("message.edit", { messageId: message.id, content: "yours" }),
      await graces.command("message.edit", { messageId: foreign.id, content: "yours" }),
    ];

    expect(await Promise.all(answers.map(answerOf))).toEqual([
      [403, "FORBIDDEN"],
      [404, "NOT_FOUND"],
      [404, "NOT_FOUND"],
      [422, "VALIDATION_FAILED"],
      [422, "VALIDATION_FAILED"],
      [422, "VALIDATION_FAILED"],
      [404, "NOT_FOUND"],
    ]);
    expect(frames.map(({ type, code }) => [type, code])).toEqual([
      ["error", "FORBIDDEN"],
      ["error", "NOT_FOUND"],
    ]);
    expect(await history(ada, id)).toEqual([message]);
  });

  test("leaves the last fifty wordings, in pages", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const adas = await enter(ada, id);
    const message = await post(ada, id, "1", "wording 0");
    for (let at = 1; at <= 55; at += 1) {
      await adas.command("message.edit", { messageId: message.id, content: `wording ${at}` });
    }

    const first = await editsOf(ada, message, "?limit=30");
    const second = await editsOf(ada, message, `?limit=30&cursor=${first.nextCursor}`);

    const wordings = [...first.items, ...second.items].map(({ content }) => content);
    expect(wordings).toEqual(Array.from({ length: 50 }, (_, at) => `wording ${at + 5}`));
    expect(second.nextCursor).toBeNull();
  });

  test("of the last message is what lists show", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const message = await post(ada, id, "1", "Helo");
    await eventually(async () => expect(await lastMessageOf(grace, id)).toMatchObject({ content: "Helo" }));

    await edit(ada, message, "Hello");
    await eventually(async () => expect(await lastMessageOf(grace, id)).toMatchObject({ content: "Hello" }));
    await remove(ada, message);

    await eventually(async () => expect(await lastMessageOf(grace, id)).toMatchObject({ content: null }));
  });
});

describe("a deletion", () => {
  test("leaves a mark and nothing that was said, also in replays", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const graces = await enter(grace, id);
    const message = await post(ada, id, "1", "a secret");
    await edit(ada, message, "a secret too");
    await grace.call("PUT", `${messagePath(message)}/reactions/${encodeURIComponent("👍")}`);
    await post(grace, id, "2", "What?");

    const response = await remove(ada, message);

    expect(response.status).toBe(204);
    await eventually(() => expect(graces.ofType("message.deleted")).toHaveLength(1));
    const mark = messageOf(graces.ofType("message.deleted")[0] as Frame);
    expect(mark).toMatchObject({ id: message.id, seq: 1, content: null, attachments: [], reactions: [] });
    expect(mark.deletedAt).not.toBeNull();
    await evictDurableObject(roomOf(id));
    const again = await enter(grace, id, 0);
    const events = again.frames.filter(({ type, seq }) => seq !== undefined && type !== "ready");
    expect(events.map(({ type, seq }) => [type, seq])).toEqual([
      ["message.created", 1],
      ["message.edited", 2],
      ["reaction.changed", 3],
      ["message.created", 4],
      ["message.deleted", 5],
    ]);
    expect(again.texts.join()).not.toContain("secret");
    expect(events[0]?.["message"]).toEqual(mark);
    expect(again.ofType("reaction.changed")).toMatchObject([{ messageId: message.id, reactions: [] }]);
    expect((await history(grace, id))[0]).toEqual(mark);
    expect(await editsOf(grace, message)).toEqual({ items: [], nextCursor: null });
    expect(await textsIn(id)).not.toContain("secret");
  });

  test("once more changes nothing, and nothing changes what is deleted", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const adas = await enter(ada, id);
    const message = await post(ada, id, "1", "gone");

    const first = await adas.command("message.delete", { messageId: message.id });
    const second = await adas.command("message.delete", { messageId: message.id });
    const edited = await adas.command("message.edit", { messageId: message.id, content: "back" });
    const reacted = await adas.command("reaction.add", { messageId: message.id, emoji: "👍" });
    const takenBack = await adas.command("reaction.remove", { messageId: message.id, emoji: "👍" });
    const reply = await adas.command("message.send", { clientId: "2", content: "to that", replyTo: message.id });

    expect([first, second, takenBack].map(({ type }) => type)).toEqual(["ack", "ack", "ack"]);
    expect([edited, reacted].map(({ code }) => code)).toEqual(["CONFLICT", "CONFLICT"]);
    expect(messageOf(reply)).toMatchObject({ replyTo: message.id, seq: 3 });
    expect((await remove(ada, message)).status).toBe(204);
    expect((await edit(ada, message, "back")).status).toBe(409);
    expect((await remove(grace, message)).status).toBe(403);
    expect(adas.ofType("message.deleted")).toHaveLength(1);
  });

  test("sent again under its clientId is found as it is", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const message = await post(ada, id, "1", "gone");
    await remove(ada, message);

    const again = await post(ada, id, "1", "gone");

    expect(again).toMatchObject({ id: message.id, content: null });
    expect(await history(ada, id)).toHaveLength(1);
  });

  test("is refused to others in a direct conversation, and to strangers", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const stranger = await signUp();
    const message = await post(ada, id, "1", "mine");
    const graces = await enter(grace, id);

    const answers = await Promise.all([remove(grace, message), remove(stranger, message)]);
    const frame = await graces.command("message.delete", { messageId: message.id });

    expect(await Promise.all(answers.map(answerOf))).toEqual([
      [403, "FORBIDDEN"],
      [404, "NOT_FOUND"],
    ]);
    expect(frame).toMatchObject({ type: "error", code: "FORBIDDEN" });
    expect(await history(ada, id)).toEqual([message]);
  });

  test("is for the owner of a group too, and for no mere member", async ({ expect }) => {
    const [owner, ada, grace] = await Promise.all([signUp(), signUp(), signUp()]);
    const id = await openGroup([owner, ada, grace]);
    const [one, other] = [await post(ada, id, "1"), await post(owner, id, "2")];

    const byMember = await remove(grace, one);
    const ofOwner = await remove(ada, other);
    const byOwner = await remove(owner, one);
    const editedByOwner = await edit(owner, one, "other words");

    expect([byMember, ofOwner, byOwner, editedByOwner].map(({ status }) => status)).toEqual([403, 403, 204, 403]);
    expect((await history(grace, id)).map(({ content }) => content)).toEqual([null, "2"]);
  });
});

/** Everything that the room has stored as text, but for what was only indexed. */
async function textsIn(id: string): Promise<string> {
  return runInDurableObject(roomOf(id), (_, state) => {
    const { sql } = state.storage;
    const kept = [
      "SELECT * FROM messages",
      "SELECT * FROM message_edits",
      "SELECT * FROM stream",
      "SELECT * FROM reactions",
    ];
    return JSON.stringify(kept.map((query) => sql.exec(query).toArray()));
  });
}
