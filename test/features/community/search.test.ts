import { describe, test } from "vitest";
import { block, newSpace, type Page, type Post, publish } from "../../support/community.ts";
import { type Person, signUp } from "../../support/people.ts";

const search = (person: Person, q: string, more = "") =>
  person.call("GET", `/api/v1/search?q=${encodeURIComponent(q)}${more}`);
const found = async (person: Person, q: string, more = "") => (await search(person, q, more)).json<Page<Post>>();
const idsOf = async (person: Person, q: string) => (await found(person, q)).items.map(({ id }) => id);

/** A word that no other test says. */
const newWord = () => `w${crypto.randomUUID().replaceAll("-", "")}`;

describe("the search of posts", () => {
  test("finds those that have every word, also as a beginning, the newest first", async ({ expect }) => {
    const [ada, grace, word] = [await signUp(), await signUp(), newWord()];
    const first = await publish(ada, `Crème brûlée, ${word}!`);
    const second = await publish(grace, `${word.toUpperCase()} creme`);
    await publish(ada, `only ${word}`);

    expect(await idsOf(ada, `${word} creme`)).toEqual([second.id, first.id]);
    expect(await idsOf(ada, `BRÛL ${word.slice(0, 12)}`)).toEqual([first.id]);
    expect((await found(ada, `brulee ${word}`, "&in=posts")).items).toEqual([first]);
  });

  test("goes with a post that is changed, hidden or deleted", async ({ expect }) => {
    const [ada, grace, word] = [await signUp(), await signUp(), newWord()];
    const { id } = await publish(ada, `before ${word}`);
    const other = await publish(ada, `other ${word}`);

    await ada.call("PATCH", `/api/v1/posts/${id}`, { json: { content: `after ${word}` } });
    await ada.call("DELETE", `/api/v1/posts/${other.id}`);

    expect(await idsOf(grace, `before ${word}`)).toEqual([]);
    expect(await idsOf(grace, `after ${word}`)).toEqual([id]);
    expect(await idsOf(grace, word)).toEqual([id]);
  });

  test("finds nothing in private spaces of others, and nothing of blocked people", async ({ expect }) => {
    const [ada, grace, eve, word] = [await signUp(), await signUp(), await signUp(), newWord()];
    const spaceId = await newSpace(ada, "private", [grace]);
    const secret = await publish(ada, `secret ${word}`, { spaceId });
    const open = await publish(ada, `open ${word}`);

    expect(await idsOf(grace, word)).toEqual([open.id, secret.id]);
    expect(await idsOf(eve, word)).toEqual([open.id]);
    await block(eve, ada);
    expect(await idsOf(eve, word)).toEqual([]);
    await block(ada, grace);
    expect(await idsOf(grace, word)).toEqual([]);
  });

  test("comes page by page", async ({ expect }) => {
    const [ada, word] = [await signUp(), newWord()];
    const made: string[] = [];
    for (let at = 0; at < 5; at += 1) made.unshift((await publish(ada, `${word} ${at}`)).id);

    const first = await found(ada, word, "&limit=3");
    const second = await found(ada, word, `&limit=3&cursor=${first.nextCursor}`);

    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(made);
    expect(second.nextCursor).toBeNull();
  });

  test("takes whatever somebody types, and finds nothing where there is no word in it", async ({ expect }) => {
    const ada = await signUp();
    const texts = ['"', "'", "*", "a OR b NOT", "content:", "NEAR(a b)", "-x ^y", "😀", "x".repeat(200), "a\0b"];

    for (const text of texts) expect([text, (await search(ada, text)).status]).toEqual([text, 200]);
    expect(await found(ada, "?!")).toEqual({ items: [], nextCursor: null });
    const refused = ["", "  ", "x".repeat(201)].map((text) => search(ada, text));
    expect((await Promise.all(refused)).map(({ status }) => status)).toEqual([422, 422, 422]);
    expect((await search(ada, "x", "&in=everything")).status).toBe(422);
  });
});

describe("the search", () => {
  test("finds people and spaces as well", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const word = newWord();
    const made = await ada.call("POST", "/api/v1/spaces", { json: { name: `Space ${word}`, visibility: "public" } });
    const { id } = await made.json<{ id: string }>();

    const people = await (await search(grace, ada.username, "&in=users")).json<Page<{ id: string }>>();
    const spaces = await (await search(grace, word, "&in=spaces")).json<Page<{ id: string }>>();

    expect(people.items.map((one) => one.id)).toContain(ada.id);
    expect(spaces.items.map((one) => one.id)).toEqual([id]);
  });
});
