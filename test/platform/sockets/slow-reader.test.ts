import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, test } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { openConversation, type Person, signUp } from "../../support/people.ts";
import { openStream, type Stream } from "../../support/stream.ts";

const big = "x".repeat(10_000);

/** Sends so many messages of ten thousand characters, and waits until all are stored. */
async function flood(sender: Stream, from: number, count: number): Promise<void> {
  const sent = Array.from({ length: count }, (_, at) => ({
    id: `f${from + at}`,
    type: "message.send",
    clientId: `f${from + at}`,
    content: big,
  }));
  for (let at = 0; at < sent.length; at += 6) {
    const group = sent.slice(at, at + 6);
    sender.send(group.map((command) => JSON.stringify(command)).join("\n"));
    await sender.find((frame) => frame.type === "ack" && frame["id"] === group.at(-1)?.id);
    sender.send(JSON.stringify({ type: "received", seq: lastSeq(sender) }));
  }
}

const lastSeq = (stream: Stream) => Number(stream.ofType("message.created").at(-1)?.["seq"] ?? 0);

async function twoInARoom(): Promise<{ id: string; ada: Person; grace: Person; sender: Stream; reader: Stream }> {
  const [ada, grace] = [await signUp(), await signUp()];
  const id = await openConversation(ada, grace);
  const path = `/api/v1/conversations/${id}/live`;
  return { id, ada, grace, sender: await openStream(path, ada.token), reader: await openStream(path, grace.token) };
}

test("who never tells how far they have read is closed with 4408, and the others stay", async ({ expect }) => {
  const { sender, reader, id, grace } = await twoInARoom();

  await flood(sender, 0, 840);

  expect(await reader.waitForClose()).toMatchObject({ code: 4408 });
  expect(sender.closed).toBeNull();
  const back = await openStream(`/api/v1/conversations/${id}/live?after=${lastSeq(reader)}`, grace.token);
  await eventually(() => expect(lastSeq(back)).toBe(840));
  const seqs = [...reader.ofType("message.created"), ...back.ofType("message.created")].map((frame) => frame["seq"]);
  expect(seqs).toEqual(Array.from({ length: 840 }, (_, at) => at + 1));
});

test("who tells it stays, however much is sent", async ({ expect }) => {
  const { sender, reader } = await twoInARoom();

  for (let from = 0; from < 1_200; from += 300) {
    await flood(sender, from, 300);
    await eventually(() => expect(lastSeq(reader)).toBe(from + 300));
    reader.send(JSON.stringify({ type: "received", seq: from + 300 }));
  }

  expect(reader.closed).toBeNull();
  expect(await reader.command("read", { seq: 1_200 })).toMatchObject({ type: "ack" });
});

test("how far somebody is behind outlives an eviction of the room", async ({ expect }) => {
  const { sender, reader, id } = await twoInARoom();
  await flood(sender, 0, 600);
  await evictDurableObject(env.CHAT_ROOM.getByName(id));

  await flood(sender, 600, 360);

  expect(await reader.waitForClose()).toMatchObject({ code: 4408 });
});

test("what was replayed counts, too, and telling of a part of it helps", async ({ expect }) => {
  const { sender, id, grace } = await twoInARoom();
  await flood(sender, 0, 378);
  const path = `/api/v1/conversations/${id}/live?after=0`;
  const [silent, honest] = await Promise.all([openStream(path, grace.token), openStream(path, grace.token)]);
  await eventually(() => expect(lastSeq(honest)).toBe(378));
  honest.send(JSON.stringify({ type: "received", seq: 190 }));

  await flood(sender, 378, 504);

  expect(await silent.waitForClose()).toMatchObject({ code: 4408 });
  expect(honest.closed).toBeNull();
});

describe("what has no number", () => {
  test("counts, for who tells nothing", async ({ expect }) => {
    const ada = await signUp();
    const stream = await openStream("/api/v1/notifications/live", ada.token);

    await change(ada, 0, 850);

    expect(await stream.waitForClose()).toMatchObject({ code: 4408 });
  });

  test("closes nobody who goes on telling the last number there is", async ({ expect }) => {
    const ada = await signUp();
    const stream = await openStream("/api/v1/notifications/live", ada.token);

    for (let from = 0; from < 1_600; from += 400) {
      await change(ada, from, 400);
      await eventually(() => expect(stream.ofType("conversation.updated")).toHaveLength(from + 400));
      stream.send(JSON.stringify({ type: "received", seq: 0 }));
      await stream.command("notification.read_all");
    }

    expect(stream.closed).toBeNull();
  });
});

/** Has a conversation change for somebody so many times, each change telling ten thousand characters. */
async function change(person: Person, from: number, count: number): Promise<void> {
  const news = {
    conversationId: "conv_1",
    readCount: 0,
    renames: 0,
    title: null,
    unseen: null,
    mentions: [],
    lastMessage: bigMessage(person.id),
  };
  await runInDurableObject(env.USER_HUB.getByName(person.id), async (hub) => {
    for (let at = 1; at <= count; at += 1) await hub.tellConversation({ ...news, messageCount: from + at });
  });
}

function bigMessage(userId: string) {
  return {
    id: "msg_1",
    conversationId: "conv_1",
    seq: 1,
    clientId: "c",
    sender: { id: userId, username: "ada", displayName: "Ada" },
    content: big,
    replyTo: null,
    attachments: [],
    reactions: [],
    editedAt: null,
    deletedAt: null,
    createdAt: new Date(0).toISOString(),
  };
}
