import { describe, test } from "vitest";
import { hubOf, listen } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { openConversation, type Person, signUp } from "../../support/people.ts";
import type { Stream } from "../../support/stream.ts";

const change = (method: "PUT" | "DELETE", what: "follow" | "block") => (by: Person, who: Person) =>
  by.call(method, `/api/v1/users/${who.username}/${what}`);
const follow = change("PUT", "follow");
const unfollow = change("DELETE", "follow");

/** Two people of whom the first is there, and the stream of the second. */
async function pair() {
  const [ada, grace] = await Promise.all([signUp(), signUp()]);
  await listen(ada);
  const graces = await listen(grace);
  return { ada, grace, graces, watch: () => graces.command("presence.watch", { userIds: [ada.id] }) };
}

const seen = (stream: Stream, person: Person) =>
  stream.ofType("presence.changed").flatMap((frame) => (frame["userId"] === person.id ? [frame["status"]] : []));
const sees = (stream: Stream, person: Person, statuses: string[]) =>
  eventually(() => {
    const told = seen(stream, person);
    if (told.join() !== statuses.join()) throw new Error(`told ${told.join()}, not ${statuses.join()}`);
  });

describe("presence among people who follow each other", () => {
  test("is seen, and by one who merely follows is not", async ({ expect }) => {
    const { ada, grace, graces, watch } = await pair();

    await follow(grace, ada);
    await watch();
    await sees(graces, ada, ["offline"]);
    await follow(ada, grace);
    await watch();

    await sees(graces, ada, ["offline", "online"]);
    expect(seen(graces, grace)).toEqual([]);
  });

  test.for(["the one who is watched", "the one who watches"])("ends when %s unfollows", async (who, { expect }) => {
    const { ada, grace, graces, watch } = await pair();
    await Promise.all([follow(grace, ada), follow(ada, grace)]);
    await watch();
    await sees(graces, ada, ["online"]);

    await (who === "the one who watches" ? unfollow(grace, ada) : unfollow(ada, grace));

    await sees(graces, ada, ["online", "offline"]);
    await eventually(async () => {
      const stub = hubOf(ada);
      expect(await stub.presenceChanged(grace.id, { status: "online", lastSeenAt: null, version: 99 })).toBe(false);
    });
  });

  test("goes on after that where they share a conversation", async ({ expect }) => {
    const { ada, grace, graces, watch } = await pair();
    await openConversation(ada, grace);
    await Promise.all([follow(grace, ada), follow(ada, grace)]);
    await watch();
    await sees(graces, ada, ["online"]);

    await unfollow(ada, grace);
    await hubOf(ada).reconsiderAcquaintances();

    expect(seen(graces, ada)).toEqual(["online"]);
  });

  test("ends with a block", async ({ expect }) => {
    const { ada, grace, graces, watch } = await pair();
    await Promise.all([follow(grace, ada), follow(ada, grace)]);
    await watch();
    await sees(graces, ada, ["online"]);

    await change("PUT", "block")(ada, grace);

    await sees(graces, ada, ["online", "offline"]);
    expect(seen(graces, grace)).toEqual([]);
  });
});
