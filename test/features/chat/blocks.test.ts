import { evictDurableObject } from "cloudflare:test";
import { beforeAll, describe, test, vi } from "vitest";
import { created, enter, listen, post, roomOf } from "../../support/chat.ts";
import { openGroup, put } from "../../support/groups.ts";
import { openConversation, type Person, signUp } from "../../support/people.ts";

const block = (person: Person, other: Person) =>
  person.call("PUT", `/api/v1/users/${other.username}/block`, { json: {} });
const unblock = (person: Person, other: Person) => person.call("DELETE", `/api/v1/users/${other.username}/block`);
const send = (person: Person, id: string, clientId: string) =>
  person.call("POST", `/api/v1/conversations/${id}/messages`, { json: { clientId, content: "hi" } });

let ada: Person;
let grace: Person;
let linus: Person;

beforeAll(async () => {
  [ada, grace, linus] = await Promise.all([signUp(), signUp(), signUp()]);
}, 30_000);

describe("in a direct conversation, somebody who has blocked the other", () => {
  test.for(["blocker", "blocked"] as const)(
    "ends the talk for both, and tells neither who: %s",
    async (who, { expect }) => {
      const [one, other] = await Promise.all([signUp(), signUp()]);
      const id = await openConversation(one, other);
      const first = await post(one, id, "1");
      const sender = who === "blocker" ? one : other;
      const socket = await enter(sender, id);
      expect((await block(one, other)).status).toBe(204);

      await vi.waitFor(async () => expect((await send(sender, id, crypto.randomUUID())).status).toBe(403), 5_000);
      await evictDurableObject(roomOf(id));
      const response = await send(sender, id, "2");
      const answer = await socket.command("message.send", { clientId: "3", content: "hi" });

      expect(await response.json()).toMatchObject({
        code: "FORBIDDEN",
        detail: "Nothing can be sent in this conversation.",
      });
      expect(answer).toMatchObject({ type: "error", code: "FORBIDDEN" });
      expect(created(socket).map(({ clientId }) => clientId)).not.toContain("2");
      expect(created(socket).map(({ clientId }) => clientId)).not.toContain("3");
      expect(await (await send(one, id, "1")).json()).toMatchObject({ id: first.id });
    },
  );

  test("and takes it back can be talked with again", async ({ expect }) => {
    const [one, other] = await Promise.all([signUp(), signUp()]);
    const id = await openConversation(one, other);
    await block(one, other);
    await vi.waitFor(async () => expect((await send(other, id, crypto.randomUUID())).status).toBe(403), 5_000);

    await unblock(one, other);

    await vi.waitFor(async () => expect((await send(other, id, "2")).status).toBe(201), 5_000);
  });

  test("before it was opened has nothing sent to them in it", async ({ expect }) => {
    const [one, other] = await Promise.all([signUp(), signUp()]);
    await block(one, other);

    const id = await openConversation(other, one);

    expect((await send(other, id, "1")).status).toBe(403);
  });
});

describe("in a group, somebody who has blocked another", () => {
  test("is not told of what they say, and sees it all the same", async ({ expect }) => {
    const id = await openGroup(ada, [grace, linus]);
    await block(grace, linus);
    const told = await listen(grace);
    await roomOf(id).rosterChanged();

    await post(linus, id, "1", "from Linus");
    await told.find((frame) => frame.type === "conversation.updated" && frame["conversationId"] === id);
    await evictDurableObject(roomOf(id));
    await post(ada, id, "2", "from Ada");
    await post(linus, id, "3", "from Linus");

    const notices = () =>
      [...told.ofType("notification.created"), ...told.ofType("notification.updated")].map(
        (frame) => frame["notification"] as { groupKey: string; message: string },
      );
    await vi.waitFor(() => expect(notices().length).toBeGreaterThan(0), 5_000);
    expect(new Set(notices().map(({ message }) => message))).toEqual(new Set(["from Ada"]));
    await unblock(grace, linus);
  });

  test("is added by the one they blocked to no group, neither new nor old", async ({ expect }) => {
    const [one, other] = await Promise.all([signUp(), signUp()]);
    const id = await openGroup(other);
    await block(one, other);

    const added = await put(other, id, one.id);
    const opened = await other.call("POST", "/api/v1/conversations", {
      json: { type: "group", title: "Us", memberIds: [ada.id, one.id] },
    });

    expect([added.status, opened.status]).toEqual([403, 403]);
    expect((await put(one, await openGroup(one), other.id)).status).toBe(204);
  });
});
