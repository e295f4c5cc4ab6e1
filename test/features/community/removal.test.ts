import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { pruneCommunity } from "../../../src/features/community/index.ts";
import { follow, newDeps, topicOf } from "../../support/activity.ts";
import { idsIn, newSpace, publish, say } from "../../support/community.ts";
import { eventually } from "../../support/eventually.ts";
import { fetchFile, upload } from "../../support/files.ts";
import { newIsolate } from "../../support/isolate.ts";
import { signUp } from "../../support/people.ts";

const countOf = (table: "comments" | "comment_likes" | "post_likes" | "departures" | "posts", id: string) => {
  const statements = {
    posts: "SELECT count(*) AS n FROM posts WHERE space_id = ?",
    comments: "SELECT count(*) AS n FROM comments WHERE post_id = ?",
    comment_likes: "SELECT count(*) AS n FROM comment_likes WHERE comment_id LIKE ? || '%'",
    post_likes: "SELECT count(*) AS n FROM post_likes WHERE post_id = ?",
    departures: "SELECT count(*) AS n FROM departures WHERE id = ?",
  };
  return env.DB.prepare(statements[table]).bind(id).first<number>("n");
};

afterEach(() => {
  vi.restoreAllMocks();
});

describe("what a deleted post leaves behind", () => {
  test("is removed in bounded steps, and its topic is closed", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const { id } = await publish(ada);
    await grace.call("PUT", `/api/v1/posts/${id}/like`);
    const comment = await say(grace, { id });
    await ada.call("PUT", `/api/v1/comments/${comment.id}/like`);
    // As many as one step does not remove.
    await env.DB.prepare(
      `WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 1500)
         INSERT INTO comments (id, post_id, author_id, content, mentioned_ids, created_at)
         SELECT ?1 || n, ?1, ?2, 'x', '[]', 0 FROM number`,
    )
      .bind(id, grace.id)
      .run();
    const stream = await follow(grace, `post:${id}`);

    await newIsolate().call("DELETE", `/api/v1/posts/${id}`, { token: ada.token });
    const between = await countOf("comments", id);
    for (let at = 0; at < 3; at += 1) await pruneCommunity(newDeps());

    expect(between).toBeGreaterThan(0);
    expect(await Promise.all([countOf("comments", id), countOf("post_likes", id)])).toEqual([0, 0]);
    expect(await countOf("comment_likes", comment.id)).toBe(0);
    expect(await countOf("departures", id)).toBe(0);
    await eventually(async () => expect(await topicOf(`post:${id}`).counters()).toBeNull());
    expect((await stream.command("subscribe", { topics: [`post:${id}`] })).type).toBe("error");
  });
});

describe("the posts of a deleted space", () => {
  test("are out of sight at once, and removed with all that they had", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const spaceId = await newSpace(ada, "public", [grace]);
    const file = await upload(ada);
    const own = await publish(ada, "of ada", { spaceId, attachments: [file.id] });
    const other = await publish(grace, "of grace", { spaceId });

    const isolate = newIsolate();
    const answer = await isolate.call("DELETE", `/api/v1/spaces/${spaceId}`, { token: ada.token });
    const seen = [await idsIn(ada, "home"), await idsIn(grace, "home"), await idsIn(ada, `user:${grace.username}`)];
    const read = await ada.call("GET", `/api/v1/posts/${own.id}`);
    const fetched = await fetchFile(grace, file);
    for (let at = 0; at < 2; at += 1) await pruneCommunity(newDeps());

    expect([answer.status, read.status, fetched.status]).toEqual([204, 404, 404]);
    expect(seen).toEqual([[], [], []]);
    expect((await idsIn(ada, "global")).filter((id) => id === own.id || id === other.id)).toEqual([]);
    expect(await countOf("posts", spaceId)).toBe(0);
    expect(await countOf("departures", spaceId)).toBe(0);
  });
});
