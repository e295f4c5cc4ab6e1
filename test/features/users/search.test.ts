import { env } from "cloudflare:workers";
import { describe, test } from "vitest";
import { type Person, signUp } from "../../support/people.ts";

type Page = { items: { id: string; username: string }[]; nextCursor: string | null };

const newWord = () => `w${crypto.randomUUID().replaceAll("-", "").slice(0, 12)}`;
const search = async (by: Person, q: string, query = "") =>
  (await by.call("GET", `/api/v1/users?q=${encodeURIComponent(q)}${query}`)).json<Page>();
const idsOf = ({ items }: Page) => items.map(({ id }) => id);

describe("the search of people", () => {
  test("finds every word of a name, in any order, whatever case and accents", async ({ expect }) => {
    const word = newWord();
    const person = await signUp({ displayName: `Élodie ${word} Þórsdóttir` });

    const found = await Promise.all(
      [word, `elodie ${word}`, `${word} ÉLO`, word.slice(0, 9), `${word} þórs`].map((q) => search(person, q)),
    );
    const missed = await Promise.all([`${word} ada`, `lodie ${word}`].map((q) => search(person, q)));

    for (const page of found) expect(idsOf(page)).toEqual([person.id]);
    for (const page of missed) expect(page.items).toEqual([]);
  });

  test("names who has just this username first, and each once, page by page", async ({ expect }) => {
    const word = newWord();
    const exact = await signUp({ username: word });
    const others = [await signUp({ displayName: `${word} one` }), await signUp({ username: `${word}_two` })];

    const ids: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: Page = await search(exact, word, `&limit=1${cursor && `&cursor=${cursor}`}`);
      ids.push(...idsOf(page));
      cursor = page.nextCursor;
    }

    expect(ids).toEqual([exact.id, ...others.map(({ id }) => id).toReversed()]);
    expect(idsOf(await search(exact, word))).toEqual(ids);
  });

  test("follows changes of username and name", async ({ expect }) => {
    const [before, after] = [newWord(), newWord()];
    const person = await signUp({ displayName: before });

    await person.call("PATCH", "/api/v1/me", { json: { displayName: "Somebody", username: after } });

    expect(idsOf(await search(person, before))).toEqual([]);
    expect(idsOf(await search(person, after))).toEqual([person.id]);
  });

  test("is the same at /search, and refuses cursors of other lists", async ({ expect }) => {
    const word = newWord();
    const person = await signUp({ username: word });

    const found = await person.call("GET", `/api/v1/search?in=users&q=${word}`);
    const refused = await person.call("GET", `/api/v1/users?q=${word}&cursor=WyJ4Il0`);

    expect(await found.json()).toEqual(await search(person, word));
    expect(refused.status).toBe(422);
  });

  test("walks the full-text index, a page at a time", async ({ expect }) => {
    const { results } = await env.DB.prepare(
      `EXPLAIN QUERY PLAN SELECT users.id FROM user_search
         CROSS JOIN searched_users ON searched_users.number = user_search.rowid
         CROSS JOIN users ON users.id = searched_users.user_id
         WHERE user_search MATCH ? AND user_search.rowid < ? AND users.username <> ?
         ORDER BY user_search.rowid DESC LIMIT 21`,
    )
      .bind("x", 1, "x")
      .all<{ detail: string }>();

    const plan = results.map(({ detail }) => detail);
    expect(plan[0]).toMatch(/^SCAN user_search VIRTUAL TABLE INDEX/);
    expect(plan.slice(1).every((step) => step.startsWith("SEARCH"))).toBe(true);
  });
});
