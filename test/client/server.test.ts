import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type ActivityEvent,
  type Client,
  type ConversationEvent,
  createClient,
  type NotificationEvent,
  type Result,
} from "../../src/client/index.ts";
import { eventually } from "../support/eventually.ts";
import { type Server, startServer } from "../support/server.ts";

let server: Server;
let ada: Client;
let grace: Client;
let graceId: string;

beforeAll(async () => {
  server = await startServer();
  [ada, grace] = await Promise.all([signedIn("ada"), signedIn("grace")]);
  ({ id: graceId } = await dataOf(grace.me.get()));
}, 120_000);

afterAll(() => server.stop());

async function signedIn(name: string): Promise<Client> {
  const client = createClient(server.url, { tokenTransport: "body" });
  await dataOf(client.auth.login({ email: `${name}@example.com`, password: "atrium demo passphrase" }));
  return client;
}

/** The data of a call that must not fail. */
async function dataOf<T>(call: Promise<Result<T>>): Promise<T> {
  const { data, error } = await call;
  if (error) throw new Error(JSON.stringify(error));
  return data;
}

test("a group is made, renamed, joined, left and deleted", async () => {
  const group = await dataOf(ada.chat.createGroup({ title: "Garden", memberIds: [] }));

  await dataOf(ada.chat.members.put(group.id, graceId));
  await dataOf(ada.chat.members.put(group.id, graceId, "admin"));
  const renamed = await dataOf(grace.chat.rename(group.id, "Orchard"));
  await dataOf(grace.chat.mute(group.id));
  const muted = await dataOf(grace.chat.get(group.id));
  await dataOf(grace.chat.unmute(group.id));
  const unmuted = await dataOf(grace.chat.get(group.id));
  await dataOf(grace.chat.members.leave(group.id));
  const left = await grace.chat.get(group.id);
  await dataOf(ada.chat.remove(group.id));
  const { items } = await dataOf(ada.chat.list());

  expect(renamed.title).toBe("Orchard");
  expect(renamed.members.find(({ userId }) => userId === graceId)?.role).toBe("admin");
  expect([muted.mutedUntil, unmuted.mutedUntil]).toEqual([expect.any(String), null]);
  expect(left.error?.code).toBe("NOT_FOUND");
  expect(items.map(({ id }) => id)).not.toContain(group.id);
});

test("a message is sent with a file, found, edited, reacted to and taken back, and all of it is seen live", async () => {
  const { id } = await dataOf(ada.chat.openDirect(graceId));
  const events: ConversationEvent[] = [];
  const live = grace.chat.live(id, { onEvent: (event) => events.push(event) });
  await eventually(() => expect(live.state).toBe("live"));
  const file = new Blob(["tulips, thyme"], { type: "text/plain" });

  const attachment = await dataOf(ada.chat.attachments.upload(file, { name: "plants.txt" }));
  const content = `hellebores ${crypto.randomUUID()}`;
  const sent = await dataOf(ada.chat.send(id, { content, attachments: [attachment.id] }));
  const downloaded = await dataOf(grace.chat.attachments.download(attachment.id));
  const edited = await dataOf(ada.chat.edit(id, sent.id, `${content} and ivy`));
  const edits = await dataOf(ada.chat.edits(id, sent.id));
  const found = await dataOf(grace.chat.search(id, content));
  const foundInAll = await dataOf(grace.chat.searchAll(content));
  await dataOf(grace.chat.react(id, sent.id, "🌱"));
  await dataOf(live.react(sent.id, "🌷"));
  await dataOf(live.unreact(sent.id, "🌷"));
  await dataOf(grace.chat.unreact(id, sent.id, "🌱"));
  await dataOf(grace.chat.markRead(id, sent.seq));
  await dataOf(ada.chat.removeMessage(id, sent.id));

  expect(await downloaded.text()).toBe("tulips, thyme");
  expect(edited.editedAt).not.toBeNull();
  expect(edits.items).toMatchObject([{ content }]);
  for (const { items } of [found, foundInAll]) expect(items.map((one) => one.id)).toContain(sent.id);
  await eventually(() => expect(events.at(-1)?.type).toBe("message.deleted"));
  const types = events.map(({ type }) => type).filter((type) => !["ready", "presence", "read.changed"].includes(type));
  expect(types).toEqual([
    "message.created",
    "message.edited",
    "reaction.changed",
    "reaction.changed",
    "reaction.changed",
    "reaction.changed",
    "message.deleted",
  ]);
  live.close();
});

test("a message edited and taken back over the stream is so for everyone", async () => {
  const { id } = await dataOf(ada.chat.openDirect(graceId));
  const live = ada.chat.live(id, {});
  const sent = await dataOf(ada.chat.send(id, { content: "first words" }));
  await eventually(() => expect(live.state).toBe("live"));

  await dataOf(live.edit(sent.id, "second words"));
  const edited = await dataOf(grace.chat.messages(id, { limit: 1 }));
  await dataOf(live.remove(sent.id));
  const removed = await dataOf(grace.chat.messages(id, { limit: 1 }));

  expect(edited.items.at(-1)?.content).toBe("second words");
  expect(removed.items.at(-1)?.deletedAt).not.toBeNull();
  live.close();
});

test("who watches somebody is told how they are, at once and when it changes", async () => {
  await dataOf(ada.chat.openDirect(graceId));
  const events: NotificationEvent[] = [];
  const inbox = ada.notifications.live({ onEvent: (event) => events.push(event) });
  await dataOf(inbox.watchPresence([graceId]));
  const hers = grace.notifications.live({});

  await dataOf(hers.setPresence("busy"));

  const told = () => events.flatMap((event) => (event.type === "presence.changed" ? [event.status] : []));
  await eventually(() => expect(told().at(-1)).toBe("busy"));
  expect(told().length).toBeGreaterThan(1);
  hers.close();
  inbox.close();
});

test("a person is blocked and unblocked, and a report is taken", async () => {
  await dataOf(ada.moderation.block("grace"));
  const blocked = await dataOf(ada.moderation.blocked());
  await dataOf(ada.moderation.unblock("grace"));
  const unblocked = await dataOf(ada.moderation.blocked());
  const report = await dataOf(
    ada.moderation.report({ targetType: "user", targetId: graceId, reason: "too many tulips" }),
  );

  expect(blocked.items.map(({ username }) => username)).toEqual(["grace"]);
  expect(unblocked.items).toEqual([]);
  expect(report).toMatchObject({ targetType: "user", status: "open" });
});

test("the stream of activity opens, and refuses what there is not", async () => {
  const events: ActivityEvent[] = [];
  const live = ada.activity.live({ onEvent: (event) => events.push(event) });
  await eventually(() => expect(live.state).toBe("live"));
  const topic = "post:post_01h2xcejqtf2nbrexx3vqjhp41";

  const { error } = await live.subscribe([topic]);
  const { items } = await dataOf(ada.activity.get([topic]));

  expect(error).toMatchObject({ code: "NOT_FOUND", topics: [topic] });
  expect(items).toEqual([{ topic, counters: { likes: 0, comments: 0, views: 0, viewers: 0 } }]);
  live.close();
});

test("a companion answers", async () => {
  const { items } = await dataOf(ada.chat.companions());
  const conversation = await dataOf(ada.chat.openCompanion(items[0]?.name ?? ""));
  const events: ConversationEvent[] = [];
  const live = ada.chat.live(conversation.id, { onEvent: (event) => events.push(event) });

  const asked = await dataOf(ada.chat.send(conversation.id, { content: "What grows in the shade?" }));

  const answers = () => events.filter((event) => event.type === "message.created" && event.message.id !== asked.id);
  await eventually(() => expect(answers()).toHaveLength(1));
  expect((await dataOf(ada.chat.questions(conversation.id))).items).toEqual([]);
  live.close();
});
