import { env } from "cloudflare:workers";
import { SQLiteAsyncDialect } from "drizzle-orm/sqlite-core";
import { describe, test } from "vitest";
import { spaceSearchQuery } from "../../../src/features/spaces/search-spaces.ts";
import { call } from "../../support/http.ts";
import { type Person, signUp } from "../../support/people.ts";
import { bringIn, type Listed, makeSpace, type SpaceJson, spacePath } from "../../support/spaces.ts";

const newWord = () => `w${crypto.randomUUID().replaceAll("-", "").slice(0, 12)}`;
const search = async (by: Person, q: string, query = "") =>
  (await by.call("GET", `/api/v1/search?in=spaces&q=${encodeURIComponent(q)}${query}`)).json<Listed<SpaceJson>>();
const idsOf = ({ items }: Listed<{ id: string }>) => items.map(({ id }) => id);

describe("searching spaces", () => {
  test("finds them by words of name and description and by how these begin, whatever case and accents", async ({
    expect,
  }) => {
    const [ada, word] = [await signUp(), newWord()];
    const space = await makeSpace(ada, { name: `Café ${word}`, description: "Poetical Science" });

    const found = await Promise.all(
      [word, word.toUpperCase(), word.slice(0, 8), `cafe ${word}`, `${word} poet`, `scien ${word}`].map((q) =>
        search(ada, q),
      ),
    );
    const missed = await Promise.all([`${word} prose`, `${word}x`].map((q) => search(ada, q)));

    for (const page of found) expect(page.items).toEqual([space]);
    for (const page of missed) expect(page.items).toEqual([]);
  });

  test("finds private ones for their members alone", async ({ expect }) => {
    const [ada, grace, eve] = await Promise.all([signUp(), signUp(), signUp()]);
    const word = newWord();
    const [open, closed] = [
      await makeSpace(ada, { name: `${word} one` }),
      await makeSpace(ada, { name: `${word} two`, visibility: "private" }),
    ];
    await bringIn(ada, closed, grace);

    const [theirs, strangers] = await Promise.all([search(grace, word), search(eve, word)]);

    expect(idsOf(theirs)).toEqual([closed.id, open.id]);
    expect(theirs.items.map(({ role }) => role)).toEqual(["member", null]);
    expect(idsOf(strangers)).toEqual([open.id]);
  });

  test("goes page by page, also past private ones of others, and ends", async ({ expect }) => {
    const [ada, eve] = await Promise.all([signUp(), signUp()]);
    const word = newWord();
    const made: string[] = [];
    for (const visibility of ["public", "private", "public", "private", "public"])
      made.push((await makeSpace(ada, { name: word, visibility })).id);

    const first = await search(eve, word, "&limit=2");
    const rest = await search(eve, word, `&limit=2&cursor=${first.nextCursor}`);

    expect([...idsOf(first), ...idsOf(rest)]).toEqual([made[4], made[2], made[0]]);
    expect(rest.nextCursor).toBeNull();
  });

  test("looks at so many for a page, whoever's they are: one may be empty and still not be the last", async ({
    expect,
  }) => {
    const [ada, eve] = await Promise.all([signUp(), signUp()]);
    const word = newWord();
    const open = await makeSpace(ada, { name: word });
    await env.DB.prepare(
      `INSERT INTO spaces (id, name, visibility, owner_id, created_at, updated_at)
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 251)
         SELECT 'space ' || ?1 || i, ?1, 'private', ?2, i, i FROM n`,
    )
      .bind(word, ada.id)
      .run();

    const first = await search(eve, word);
    const rest = await search(eve, word, `&cursor=${first.nextCursor}`);

    expect([idsOf(first), first.nextCursor]).toEqual([[], expect.any(String)]);
    expect([idsOf(rest), rest.nextCursor]).toEqual([[open.id], null]);
  });

  test("follows what a space is called, and forgets one that is deleted", async ({ expect }) => {
    const [ada, before, after] = [await signUp(), newWord(), newWord()];
    const space = await makeSpace(ada, { name: before });

    await ada.call("PATCH", spacePath(space), { json: { name: after } });
    const renamed = [await search(ada, before), await search(ada, after)];
    await ada.call("DELETE", spacePath(space));
    const deleted = await search(ada, after);

    expect(renamed.map(idsOf)).toEqual([[], [space.id]]);
    expect(deleted.items).toEqual([]);
    const left = await env.DB.prepare("SELECT count(*) AS n FROM space_search WHERE space_search MATCH ?")
      .bind(after)
      .first<{ n: number }>();
    expect(left?.n).toBe(0);
  });

  test.for([
    '"',
    "*",
    "NEAR(a b)",
    "name:x",
    "a' OR '1'='1",
    "(",
    "AND",
    "x AND",
    "-x",
    "^x",
    "\u0000",
    "🦊",
    "\u0301",
  ])("takes %j for what it says", async (q, { expect }) => {
    const ada = await signUp();

    const response = await ada.call("GET", `/api/v1/search?in=spaces&q=${encodeURIComponent(q)}`);

    expect(response.status).toBe(200);
  });

  test("is not for nobody, and takes no query that does not fit", async ({ expect }) => {
    const ada = await signUp();

    const answers = await Promise.all([
      call("GET", "/api/v1/search?in=spaces&q=x"),
      ada.call("GET", "/api/v1/search?in=spaces&q=x&limit=101"),
      ada.call("GET", "/api/v1/search?in=spaces&q=x&cursor=x"),
      ada.call("GET", "/api/v1/search?in=spaces"),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([401, 422, 422, 422]);
  });

  test("reads the full-text index in its order, without sorting or scanning", async ({ expect }) => {
    const query = spaceSearchQuery({ viewerId: "x", words: '"x"*', before: 1 });
    const { sql, params } = new SQLiteAsyncDialect({ casing: "snake_case" }).sqlToQuery(query);

    const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .bind(...params)
      .all<{ detail: string }>();

    const plan = results.map(({ detail }) => detail);
    expect(plan.filter((step) => step.includes("TEMP B-TREE"))).toEqual([]);
    expect(plan.filter((step) => step.startsWith("SCAN")).map((step) => step.split(" ")[1])).toEqual([
      "space_search",
      "found",
    ]);
  });
});
