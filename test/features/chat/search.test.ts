import { evictDurableObject } from "cloudflare:test";
import * as fc from "fast-check";
import { describe, test } from "vitest";
import { directConversation, enter, type Message, messagePath, post, roomOf, sendLine } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { type Person, signUp } from "../../support/people.ts";

type Found = { items: Message[]; nextCursor: string | null };

const searchPath = (id: string, query: string) => `/api/v1/conversations/${id}/search?${query}`;
const find = async (person: Person, id: string, q: string, more = "") =>
  (await person.call("GET", searchPath(id, `q=${encodeURIComponent(q)}${more}`))).json<Found>();
const contentsOf = async (person: Person, id: string, q: string) =>
  (await find(person, id, q)).items.map(({ content }) => content);

describe("a search", () => {
  test("finds the messages with every word, newest first, whatever the letters' case and accents", async ({
    expect,
  }) => {
    const { ada, grace, id } = await directConversation();
    for (const [at, content] of ["Crème brûlée", "creme, no brulee", "CREME", "Brûlée!"].entries()) {
      await post(at % 2 === 0 ? ada : grace, id, `m${at}`, content);
    }

    expect(await contentsOf(grace, id, "creme brulee")).toEqual(["creme, no brulee", "Crème brûlée"]);
    expect(await contentsOf(grace, id, "CRÈME")).toEqual(["CREME", "creme, no brulee", "Crème brûlée"]);
    expect(await contentsOf(grace, id, "brul")).toEqual(["Brûlée!", "creme, no brulee", "Crème brûlée"]);
    expect(await contentsOf(grace, id, "cre brulee")).toEqual([]);
    await evictDurableObject(roomOf(id));
    await post(ada, id, "later", "more creme");
    expect((await contentsOf(ada, id, "creme"))[0]).toBe("more creme");
  });

  test("gives whole messages, in pages", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const messages = [];
    for (const at of [1, 2, 3, 4, 5]) messages.push(await post(ada, id, `${at}`, `tea number ${at}`));

    const first = await find(ada, id, "tea", "&limit=3");
    const second = await find(ada, id, "tea", `&limit=3&cursor=${first.nextCursor}`);

    expect([...first.items, ...second.items]).toEqual(messages.toReversed());
    expect([first.items.length, second.nextCursor]).toEqual([3, null]);
  });

  test("follows edits and deletions, before and after the message was indexed", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const change = (message: Message, content: string) =>
      ada.call("PATCH", messagePath(message), { json: { content } });
    const [one, two] = [await post(ada, id, "1", "apple"), await post(ada, id, "2", "apple two")];
    await change(one, "banana");
    const afterEdit = [await contentsOf(ada, id, "apple"), await contentsOf(ada, id, "banana")];

    await change(one, "cherry");
    await ada.call("DELETE", messagePath(two));
    const three = await post(ada, id, "3", "apple three");
    await ada.call("DELETE", messagePath(three));

    expect(afterEdit).toEqual([["apple two"], ["banana"]]);
    expect(await contentsOf(ada, id, "apple")).toEqual([]);
    expect(await contentsOf(ada, id, "banana")).toEqual([]);
    expect(await contentsOf(ada, id, "cherry")).toEqual(["cherry"]);
  });

  test("finds what was said long ago, and what was said just now", async ({ expect }) => {
    const { ada, id } = await directConversation();
    await post(ada, id, "first", "a needle");
    const adas = await enter(ada, id);
    const lines = Array.from({ length: 2_400 }, (_, at) => sendLine(`m${at}`, "hay"));
    for (let from = 0; from < lines.length; from += 300) adas.send(lines.slice(from, from + 300).join("\n"));
    await eventually(() => expect(adas.ofType("ack").length).toBe(2_400));
    await post(ada, id, "last", "another needle");

    const found = await Promise.all([contentsOf(ada, id, "needle"), contentsOf(ada, id, "needle")]);

    expect(found).toEqual([
      ["another needle", "a needle"],
      ["another needle", "a needle"],
    ]);
  });

  test("takes what is typed for words and nothing else", async ({ expect }) => {
    const { ada, id } = await directConversation();
    await post(ada, id, "1", "rock and roll");
    await post(ada, id, "2", 'a "quoted" NEAR content:thing');
    const operators = fc.constantFrom('"', "*", "OR", "AND", "NOT", "NEAR(", ")", "-", "content:", "^", "+", "{", "\0");
    const typed = fc.array(fc.oneof(operators, fc.string({ unit: "binary" }), fc.constant("rock")), { maxLength: 8 });

    await fc.assert(
      fc.asyncProperty(typed, async (parts) => {
        const outcome = await roomOf(id).searchMessages(ada.id, { q: parts.join(" "), limit: 10 });
        expect(outcome.ok).toBe(true);
      }),
      { numRuns: 200 },
    );
    expect(await contentsOf(ada, id, "rock OR nothing")).toEqual([]);
    expect(await contentsOf(ada, id, '"quoted" near')).toEqual(['a "quoted" NEAR content:thing']);
    expect(await contentsOf(ada, id, "***")).toEqual([]);
    expect(await contentsOf(ada, id, "👍 rock")).toEqual(["rock and roll"]);
  });

  test("is for members alone, and for words", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const stranger = await signUp();

    const answers = await Promise.all([
      stranger.call("GET", searchPath(id, "q=x")),
      ada.call("GET", searchPath(id, "")),
      ada.call("GET", searchPath(id, "q=%20")),
      ada.call("GET", searchPath(id, `q=${"x".repeat(201)}`)),
      ada.call("GET", searchPath(id, "q=x&cursor=eA")),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([404, 422, 422, 422, 422]);
  });
});
