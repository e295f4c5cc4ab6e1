import { env } from "cloudflare:workers";
import type { SQL } from "drizzle-orm";
import { SQLiteAsyncDialect } from "drizzle-orm/sqlite-core";
import { beforeAll, describe, test } from "vitest";
import { globalQuery, homeQuery, spaceQuery, userQuery } from "../../../src/features/community/feed-candidates.ts";
import { searchQuery } from "../../../src/features/community/search-posts.ts";
import { feedOf, newCrowd, newSpace } from "../../support/community.ts";
import { type Person, signUp } from "../../support/people.ts";

const authorCount = 1_000;
const followedCount = 500;
const postCount = 100_000;
const count = 21;

let ada: Person;
let spaceId: string;
let author: string;

/** A hundred thousand posts of a thousand people, of whom somebody follows every second one. */
beforeAll(async () => {
  ada = await signUp();
  spaceId = await newSpace(ada, "private");
  const crowd = await newCrowd(authorCount);
  author = crowd[0] ?? "";
  const followed = crowd.filter((_, at) => at % 2 === 0).slice(0, followedCount);
  await env.DB.prepare(
    "INSERT INTO follows (follower_id, followed_id, created_at) SELECT ?, value, 0 FROM json_each(?)",
  )
    .bind(ada.id, JSON.stringify(followed))
    .run();
  for (let round = 0; round < postCount / authorCount; round += 10) {
    await env.DB.prepare(
      `INSERT INTO posts (id, author_id, space_id, is_private, content, attachments, mentioned_ids, created_at)
         SELECT 'post_' || (?1 + round.value) || '_' || author.key, author.value,
           CASE WHEN author.key % 50 = 0 THEN ?2 END, author.key % 50 = 0, 'some words', '[]', '[]', 0
         FROM json_each('[0,1,2,3,4,5,6,7,8,9]') AS round CROSS JOIN json_each(?3) AS author`,
    )
      .bind(round, spaceId, JSON.stringify(crowd))
      .run();
  }
  await env.DB.exec(
    "INSERT INTO activity_counters (topic, updated_at) SELECT 'post:' || id, 0 FROM posts WHERE true ON CONFLICT DO NOTHING",
  );
}, 120_000);

const dialect = new SQLiteAsyncDialect({ casing: "snake_case" });

function prepared(query: SQL, prefix = ""): D1PreparedStatement {
  const { sql, params } = dialect.sqlToQuery(query);
  return env.DB.prepare(prefix + sql).bind(...params);
}

async function planOf(query: SQL): Promise<string[]> {
  const { results } = await prepared(query, "EXPLAIN QUERY PLAN ").all<{ detail: string }>();
  return results.map(({ detail }) => detail);
}

const range = () => ({ viewerId: ada.id, before: Number.MAX_SAFE_INTEGER, count });
const queries: [string, () => SQL, number][] = [
  ["home", () => homeQuery(range()), 5_000],
  ["global", () => globalQuery(range()), 200],
  ["space", () => spaceQuery(range(), spaceId), 200],
  ["user", () => userQuery(range(), author), 500],
  ["search", () => searchQuery({ ...range(), words: '"some"* "words"*' }), 1_000],
];

describe("among a hundred thousand posts, for who follows five hundred people", () => {
  test.for(queries)("the query of %s goes through indexes alone", async ([, query], { expect }) => {
    const plan = await planOf(query());

    // What is scanned besides is the handful of rows that a step before has found.
    expect(plan.filter((step) => /^SCAN (posts|own|follows|space_members|blocks)\b/.test(step))).toEqual([]);
    expect(plan.filter((step) => /AUTOMATIC/.test(step))).toEqual([]);
  });

  test.for(queries)("the query of %s reads few rows", async ([, query, most], { expect }) => {
    const { meta, results } = await prepared(query()).all();

    expect(results).toHaveLength(count);
    expect(meta.rows_read).toBeLessThan(most);
  });

  test("the home feed is what those people have posted, to the last of them", async ({ expect }) => {
    const seen = new Set<string>();
    let page = await feedOf(ada, "home", "&limit=100");
    for (let at = 0; at < 3; at += 1) {
      for (const { id } of page.items) seen.add(id);
      page = await feedOf(ada, "home", `&limit=100&cursor=${page.nextCursor}`);
    }

    const { results } = await env.DB.prepare(
      `SELECT id FROM posts WHERE space_id = ?2 OR (is_private = 0 AND author_id IN
         (SELECT followed_id FROM follows WHERE follower_id = ?1)) ORDER BY position DESC LIMIT 300`,
    )
      .bind(ada.id, spaceId)
      .all<{ id: string }>();
    expect([...seen]).toEqual(results.map(({ id }) => id));
  });
});
