import { afterEach, describe, test, vi } from "vitest";
import type { ConversationNews } from "../../../src/features/chat/index.ts";
import { mentionedNames } from "../../../src/features/chat/mentions.ts";
import { UserHub } from "../../../src/features/notifications/index.ts";
import { enter, messagePath, openGroup, post } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { type Person, signUp } from "../../support/people.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** What the rooms tell the hubs from now on. */
function overhear() {
  const told = vi.spyOn(UserHub.prototype, "tellConversation");
  return () => told.mock.calls.map(([news]) => news);
}

/** The messages that members were told to be mentioned in, once all of them know of so many. */
async function mentionsOf(heard: () => ConversationNews[], members: Person[], messageCount: number) {
  return eventually(() => {
    if (heard().filter((news) => news.messageCount === messageCount).length < members.length)
      throw new Error("not all told yet");
    return heard().flatMap(({ mentions }) => mentions.map(({ clientId }) => clientId));
  });
}

test.for([
  ["@ada", ["ada"]],
  ["Hello @Ada_1, and (@grace)!", ["ada_1", "grace"]],
  ["mail me: ada@example.com, me.@ada", []],
  ["@@ada @ab @ad-a", []],
  [`@${"x".repeat(31)}`, []],
  ["no one @ all", []],
] as const)("%s mentions %s", ([text, names], { expect }) => {
  expect([...mentionedNames(text)]).toEqual(names);
});

describe("a member who is mentioned", () => {
  test("is told of it while away, and nobody else is", async ({ expect }) => {
    const people = await Promise.all([signUp(), signUp(), signUp()]);
    const [ada, grace] = people;
    const id = await openGroup(people);
    const heard = overhear();

    await post(ada, id, "1", `@${grace.username.toUpperCase()} and @${ada.username}, are you there?`);
    const first = await mentionsOf(heard, people, 1);
    await post(ada, id, "2", "Well?");
    const then = await mentionsOf(heard, people, 2);

    expect(first).toEqual(["1"]);
    expect(then).toEqual(["1"]);
  });

  test("is told of each mention, oldest first, however much was said after them", async ({ expect }) => {
    const people = await Promise.all([signUp(), signUp()]);
    const [ada, grace] = people;
    const id = await openGroup(people);
    const adas = await enter(ada, id);
    const heard = overhear();
    const contents = [`@${grace.username} one`, `@${grace.username} two`, "three", "@nobody_at_all four"];

    const lines = contents.map((content, at) =>
      JSON.stringify({ id: `${at}`, type: "message.send", clientId: `${at}`, content }),
    );
    adas.send(lines.join("\n"));

    expect(await mentionsOf(heard, people, 4)).toEqual(["0", "1"]);
  });

  test("is told of the twenty newest where there are more at once", async ({ expect }) => {
    const people = await Promise.all([signUp(), signUp()]);
    const [ada, grace] = people;
    const id = await openGroup(people);
    const adas = await enter(ada, id);
    const cut = vi.spyOn(UserHub.prototype, "tellConversation").mockRejectedValue(new Error("out of reach"));
    for (let at = 0; at < 24; at += 1)
      await adas.command("message.send", { clientId: `${at}`, content: `@${grace.username} ${at}` });
    cut.mockRestore();
    const heard = overhear();

    await adas.command("message.send", { clientId: "24", content: "done" });

    const told = await mentionsOf(heard, people, 25);
    expect(told.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, at) => `${at + 4}`));
    expect(told.length % 20).toBe(0);
  });

  test("is told nothing when looking on, and nothing of what was deleted", async ({ expect }) => {
    const people = await Promise.all([signUp(), signUp(), signUp()]);
    const [ada, grace, joan] = people;
    const id = await openGroup(people);
    const [adas] = await Promise.all([enter(ada, id), enter(grace, id)]);
    const cut = vi.spyOn(UserHub.prototype, "tellConversation").mockRejectedValue(new Error("out of reach"));
    const message = await post(ada, id, "1", `@${grace.username} @${joan.username}`);
    await ada.call("DELETE", messagePath(message));
    await eventually(() => expect(cut).toHaveBeenCalled());
    cut.mockRestore();
    const heard = overhear();

    await adas.command("message.send", { clientId: "2", content: `@${grace.username}` });

    expect(await mentionsOf(heard, people, 2)).toEqual([]);
    expect(heard().every(({ unseen }) => unseen === null || unseen.clientId === "2")).toBe(true);
  });
});
