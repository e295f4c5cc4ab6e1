import { env } from "cloudflare:workers";
import { describe, test } from "vitest";
import { pruneCommunity } from "../../../src/features/community/index.ts";
import { newDeps } from "../../support/activity.ts";
import { follow, idsIn, newSpace, type Page, publish } from "../../support/community.ts";
import { newIsolate } from "../../support/isolate.ts";
import { type Person, signUp } from "../../support/people.ts";

const countOf = (spaceId: string, isPrivate: boolean) =>
  env.DB.prepare("SELECT count(*) AS n FROM posts WHERE space_id = ? AND is_private = ?")
    .bind(spaceId, isPrivate ? 1 : 0)
    .first<number>("n");

/** So many more posts than one has written, all of them older. */
async function addPosts(spaceId: string, author: Person, count: number): Promise<void> {
  await env.DB.prepare(
    `WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?3)
       INSERT INTO posts (position, id, author_id, space_id, is_private, content, attachments, mentioned_ids, created_at)
       SELECT -(SELECT count(*) FROM posts) - n, 'post_' || n || ?1, ?2, ?1, 0, 'x', '[]', '[]', 0 FROM number`,
  )
    .bind(spaceId, author.id, count)
    .run();
}

const turn = (person: Person, spaceId: string, visibility: string) =>
  person.call("PATCH", `/api/v1/spaces/${spaceId}`, { json: { visibility } });

describe("a space with very many posts", () => {
  test("is closed and opened in bounded steps", async ({ expect }) => {
    const ada = await signUp();
    const spaceId = await newSpace(ada, "public");
    await addPosts(spaceId, ada, 1_700);

    const closed = await turn(ada, spaceId, "private");
    const atOnce = await countOf(spaceId, true);
    await pruneCommunity(newDeps());
    const after = await countOf(spaceId, true);
    const opened = await turn(ada, spaceId, "public");
    await pruneCommunity(newDeps());

    expect([closed.status, opened.status]).toEqual([200, 200]);
    expect([atOnce, after]).toEqual([500, 1_700]);
    expect(await countOf(spaceId, true)).toBe(0);
    const waiting = await env.DB.prepare("SELECT count(*) AS n FROM visibility_changes").first("n");
    expect(waiting).toBe(0);
  });

  test("is out of others' sight at once when it is closed, however its posts are marked", async ({ expect }) => {
    const [ada, eve] = await Promise.all([signUp(), signUp()]);
    const spaceId = await newSpace(ada, "public");
    const word = `w${crypto.randomUUID().slice(0, 8)}`;
    const { id } = await publish(ada, word, { spaceId });
    await follow(eve, ada);
    const feeds = ["home", "global", `user:${ada.username}`];
    const before = await Promise.all(feeds.map((feed) => idsIn(eve, feed)));

    await turn(ada, spaceId, "private");
    await env.DB.prepare("UPDATE posts SET is_private = 0 WHERE id = ?").bind(id).run();

    expect(before.every((ids) => ids.includes(id))).toBe(true);
    for (const feed of feeds) expect(await idsIn(eve, feed)).not.toContain(id);
    const found = await (await eve.call("GET", `/api/v1/search?q=${word}`)).json<Page<{ id: string }>>();
    expect(found.items).toEqual([]);
    expect(await idsIn(ada, "home")).toContain(id);
  });

  test("is opened and closed so many times an hour by one person", async ({ expect }) => {
    const ada = await signUp();
    const spaceId = await newSpace(ada, "public");
    const isolate = newIsolate({ LIMIT_SPACE_VISIBILITY: "2/3600" });

    const statuses = [];
    for (const visibility of ["private", "private", "public", "private"]) {
      const options = { token: ada.token, json: { visibility } };
      statuses.push((await isolate.call("PATCH", `/api/v1/spaces/${spaceId}`, options)).status);
    }

    expect(statuses).toEqual([200, 200, 200, 429]);
  });
});
