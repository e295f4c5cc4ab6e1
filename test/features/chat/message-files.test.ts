import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { MessageFiles } from "../../../src/features/chat/message-files.ts";
import { Sending } from "../../../src/features/chat/sending.ts";
import {
  created,
  directConversation,
  enter,
  history,
  type Message,
  messageOf,
  messagePath,
  openGroup,
  post,
  roomOf,
  sendLine,
} from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { type File, fetchFile, upload } from "../../support/files.ts";
import { type Person, signUp } from "../../support/people.ts";

const sendWith = (person: Person, id: string, clientId: string, files: File[]) =>
  person.call("POST", `/api/v1/conversations/${id}/messages`, {
    json: { clientId, content: "", attachments: files.map((file) => file.id) },
  });
const lineWith = (clientId: string, files: File[]) =>
  JSON.stringify({ id: clientId, type: "message.send", clientId, content: "", attachments: files.map(({ id }) => id) });
const audiencesOf = async ({ id }: File) => {
  const audiences = env.DB.prepare("SELECT audience FROM attachment_audiences WHERE attachment_id = ?").bind(id);
  return (await audiences.all<{ audience: string }>()).results.map(({ audience }) => audience);
};
const statusOf = async (person: Person, file: File) => (await fetchFile(person, file)).status;

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a message with files", () => {
  test("shows them to every member, who may fetch them from then on", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const [adas, graces] = await Promise.all([enter(ada, id), enter(grace, id)]);
    const files = [await upload(ada, undefined, { name: "one.png" }), await upload(ada)];
    const before = await statusOf(grace, files[0] as File);

    adas.send(lineWith("1", files));

    const ack = await adas.find(({ type }) => type === "ack");
    await eventually(() => expect(created(graces)).toHaveLength(1));
    expect(created(graces)[0]).toEqual(messageOf(ack));
    expect(messageOf(ack)).toMatchObject({ content: "", attachments: files });
    expect([before, ...(await Promise.all(files.map((file) => statusOf(grace, file))))]).toEqual([404, 200, 200]);
    await evictDurableObject(roomOf(id));
    expect((await history(grace, id))[0]).toEqual(messageOf(ack));
  });

  test("is not overtaken by what its sender sends next, and is stored once", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const [adas, adasPhone] = await Promise.all([enter(ada, id), enter(ada, id)]);
    const file = await upload(ada);
    const other = await upload(ada);

    adas.send([sendLine("0"), lineWith("1", [file]), sendLine("2"), lineWith("1", [file])].join("\n"));
    adas.send([lineWith("3", [other, other]), sendLine("4")].join("\n"));
    adasPhone.send(lineWith("1", [file]));

    await eventually(() => expect(adas.ofType("ack")).toHaveLength(6));
    await eventually(() => expect(adasPhone.ofType("ack")).toHaveLength(1));
    const log = await history(grace, id);
    expect(log.map(({ clientId }) => clientId)).toEqual(["0", "1", "2", "3", "4"]);
    expect(log.map(({ attachments }) => attachments.length)).toEqual([0, 1, 0, 1, 0]);
    const acked = [...adas.ofType("ack"), ...adasPhone.ofType("ack")].map(({ id: command, seq }) => [command, seq]);
    expect(acked.toSorted(([left], [right]) => Number(left) - Number(right))).toEqual([
      ["0", 1],
      ["1", 2],
      ["1", 2],
      ["1", 2],
      ["2", 3],
      ["3", 4],
      ["4", 5],
    ]);
  });

  test("does not keep others waiting", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const adas = await enter(ada, id);
    const file = await upload(ada);
    const held = Promise.withResolvers<void>();
    vi.spyOn(MessageFiles.prototype, "claimFor").mockImplementation(async (_ids, _ownerId, store) => {
      await held.promise;
      return store([file]);
    });

    adas.send([lineWith("ada-1", [file]), sendLine("ada-2")].join("\n"));
    await post(grace, id, "grace");
    held.resolve();

    await eventually(() => expect(adas.ofType("ack")).toHaveLength(2));
    expect((await history(ada, id)).map(({ clientId }) => clientId)).toEqual(["grace", "ada-1", "ada-2"]);
  });

  test("is refused when one of them is not the sender's own, and what follows is not", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const [adas, own, graces] = await Promise.all([enter(ada, id), upload(ada), upload(grace)]);

    adas.send([lineWith("1", [own, graces]), sendLine("2")].join("\n"));
    const [error, ack] = [
      await adas.find(({ type }) => type === "error"),
      await adas.find(({ type }) => type === "ack"),
    ];
    const posted = await sendWith(ada, id, "3", [graces]);

    expect([error["id"], error["code"], ack["id"]]).toEqual(["1", "VALIDATION_FAILED", "2"]);
    expect(posted.status).toBe(422);
    expect(await posted.json()).toMatchObject({ errors: [{ path: "attachments" }] });
    expect((await history(ada, id)).map(({ clientId }) => clientId)).toEqual(["2"]);
    expect(await statusOf(grace, own)).toBe(404);
  });
});

test("a file that cannot be asked for now is asked for again, and what follows does not wait", async ({ expect }) => {
  const { ada, id } = await directConversation();
  const [adas, file] = await Promise.all([enter(ada, id), upload(ada)]);
  vi.spyOn(MessageFiles.prototype, "claimFor").mockRejectedValue(new Error("out of reach"));

  adas.send([lineWith("1", [file]), sendLine("2")].join("\n"));
  const [error, ack] = [await adas.find(({ type }) => type === "error"), await adas.find(({ type }) => type === "ack")];
  const posted = await sendWith(ada, id, "3", [file]);
  vi.restoreAllMocks();
  const again = await adas.command("message.send", { clientId: "1", content: "", attachments: [file.id] });

  expect([error["id"], error["code"], ack["id"]]).toEqual(["1", "UNAVAILABLE", "2"]);
  expect([posted.status, posted.headers.get("retry-after")]).toEqual([503, "2"]);
  expect(messageOf(again).attachments).toEqual([file]);
});

describe("deleting a message", () => {
  test("takes its files from the others, unless another message has them", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const [one, both] = [await upload(ada), await upload(ada)];
    const message = await (await sendWith(ada, id, "1", [one, both])).json<Message>();
    await sendWith(ada, id, "2", [both]);

    await ada.call("DELETE", messagePath(message));

    await eventually(async () => expect(await statusOf(grace, one)).toBe(404));
    expect(await statusOf(grace, both)).toBe(200);
    expect((await history(grace, id)).map(({ attachments }) => attachments.length)).toEqual([0, 1]);
    const again = await sendWith(ada, id, "1", [one, both]);
    expect(await again.json()).toMatchObject({ id: message.id, content: null, attachments: [] });
  });

  test("does so also when the room dies before", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const file = await upload(ada);
    const message = await (await sendWith(ada, id, "1", [file])).json<Message>();
    const cut = vi.spyOn(MessageFiles.prototype, "release").mockRejectedValue(new Error("out of reach"));
    await ada.call("DELETE", messagePath(message));
    await eventually(() => expect(cut).toHaveBeenCalled());
    await evictDurableObject(roomOf(id));
    vi.restoreAllMocks();
    expect(await statusOf(grace, file)).toBe(200);

    const hasRun = await runDurableObjectAlarm(roomOf(id));

    expect(hasRun).toBe(true);
    await eventually(async () => expect(await statusOf(grace, file)).toBe(404));
    await eventually(async () => expect(await runDurableObjectAlarm(roomOf(id))).toBe(false));
  });
});

test("deleting a group gives all files back to whose they are", async ({ expect }) => {
  const [owner, ada] = await Promise.all([signUp(), signUp()]);
  const id = await openGroup([owner, ada]);
  const file = await upload(ada);
  await sendWith(ada, id, "1", [file]);
  const before = await audiencesOf(file);

  await owner.call("DELETE", `/api/v1/conversations/${id}`);

  expect(before).toEqual([id]);
  await eventually(async () => expect(await audiencesOf(file)).toEqual([]));
  expect(await statusOf(owner, file)).toBe(404);
});

describe("a claim that no message came of", () => {
  test("is not made where nothing can be sent", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const file = await upload(ada);
    await grace.call("PUT", `/api/v1/users/${ada.username}/block`, { json: {} });
    await roomOf(id).rosterChanged();

    const refused = await sendWith(ada, id, "1", [file]);

    expect(refused.status).toBe(403);
    expect([await audiencesOf(file), await statusOf(grace, file)]).toEqual([[], 404]);
  });

  test("is taken back when the message is refused after it", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const [file, other] = [await upload(ada), await upload(ada)];
    await sendWith(ada, id, "0", [other]);
    vi.spyOn(Sending.prototype, "send").mockImplementationOnce((_senderId, _input, _attachments, settle) =>
      settle({ ok: false, reason: "silenced" }),
    );

    const refused = await sendWith(ada, id, "1", [file, other]);

    expect(refused.status).toBe(403);
    await eventually(async () => expect(await audiencesOf(file)).toEqual([]));
    expect([await statusOf(grace, file), await statusOf(grace, other)]).toEqual([404, 200]);
  });

  test("is taken back by the alarm when the room dies after it, and can be made again", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const file = await upload(ada);
    const held = vi.spyOn(Sending.prototype, "send").mockImplementation(() => undefined);
    const lost = sendWith(ada, id, "1", [file]).catch(() => undefined);
    await eventually(() => expect(held).toHaveBeenCalled());
    expect(await audiencesOf(file)).toEqual([id]);
    await runInDurableObject(roomOf(id), (_, state) => state.abort("killed")).catch(() => undefined);
    await lost;
    vi.restoreAllMocks();

    const hasRun = await runDurableObjectAlarm(roomOf(id));

    expect(hasRun).toBe(true);
    await eventually(async () => expect(await audiencesOf(file)).toEqual([]));
    expect((await sendWith(ada, id, "1", [file])).status).toBe(201);
    expect(await statusOf(grace, file)).toBe(200);
  });
});

test("a file whose message was deleted a moment ago can be sent again at once", async ({ expect }) => {
  const { ada, grace, id } = await directConversation();
  const file = await upload(ada);
  const message = await (await sendWith(ada, id, "1", [file])).json<Message>();

  await ada.call("DELETE", messagePath(message));
  const again = await sendWith(ada, id, "2", [file]);

  expect(again.status).toBe(201);
  expect(await statusOf(grace, file)).toBe(200);
  await eventually(async () => expect(await runDurableObjectAlarm(roomOf(id))).toBe(false));
  expect(await statusOf(grace, file)).toBe(200);
});
