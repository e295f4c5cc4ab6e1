import { env } from "cloudflare:workers";
import { describe, test, vi } from "vitest";
import { pruneCommunity, unseenAmong } from "../../../src/features/community/index.ts";
import { follow, newDeps, topicOf } from "../../support/activity.ts";
import { block, newSpace, publish, readPost, say, toldOf } from "../../support/community.ts";
import { eventually } from "../../support/eventually.ts";
import { type Isolate, newIsolate } from "../../support/isolate.ts";
import { type Person, signUp } from "../../support/people.ts";
import { signUpAs } from "../../support/roles.ts";

const run = (query: string, ...values: (string | number)[]) =>
  env.DB.prepare(query)
    .bind(...values)
    .run();

const countIn = (query: string, ...values: string[]) =>
  env.DB.prepare(query)
    .bind(...values)
    .first<number>("n");

/** An isolate for whose first batch something else comes in between. */
function isolateWith(meanwhile: () => Promise<unknown>): Isolate {
  let isBefore = true;
  const batch = async (statements: D1PreparedStatement[]) => {
    if (isBefore) await meanwhile();
    isBefore = false;
    return env.DB.batch(statements);
  };
  return newIsolate({ DB: { prepare: (query: string) => env.DB.prepare(query), batch } });
}

const statusesOf = async (answers: Promise<Response>[]) => (await Promise.all(answers)).map(({ status }) => status);

const removeFrom = (spaceId: string, { id }: Person) =>
  run("DELETE FROM space_members WHERE space_id = ? AND user_id = ?", spaceId, id);

describe("who is no member of a private space any more", () => {
  test("reads and says nothing at what they posted there, and may delete it", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const spaceId = await newSpace(ada, "private", [grace]);
    const post = await publish(grace, "Among us", { spaceId });
    const path = `/api/v1/posts/${post.id}`;
    const removed = await ada.call("DELETE", `/api/v1/spaces/${spaceId}/members/${grace.id}`);
    await say(ada, post, "Now that she is gone");

    const refused = await statusesOf([
      grace.call("GET", path),
      grace.call("GET", `${path}/comments`),
      grace.call("POST", `${path}/comments`, { json: { content: "I hear you" } }),
      grace.call("PATCH", path, { json: { content: "changed" } }),
      grace.call("PUT", `${path}/like`),
    ]);

    expect(removed.status).toBe(204);
    expect(refused).toEqual([404, 404, 404, 404, 404]);
    await expect(follow(grace, `post:${post.id}`)).rejects.toThrow("NOT_FOUND");
    expect((await grace.call("DELETE", path)).status).toBe(204);
  });
});

describe("what comes in between", () => {
  test("keeps a post out of a space that is deleted", async ({ expect }) => {
    const ada = await signUp();
    const spaceId = await newSpace(ada, "private");
    const isolate = isolateWith(() => run("DELETE FROM spaces WHERE id = ?", spaceId));

    const json = { content: "Among us", spaceId };
    const answer = await isolate.call("POST", "/api/v1/posts", { token: ada.token, json });

    expect(answer.status).toBe(409);
    expect(await countIn("SELECT count(*) AS n FROM posts WHERE author_id = ?", ada.id)).toBe(0);
  });

  test("keeps comments and likes away from where they are not welcome any more", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const spaceId = await newSpace(ada, "private", [grace]);
    const open = await publish(ada);
    const [hidden, inside, said] = [await publish(ada), await publish(ada, "in", { spaceId }), await say(ada, open)];
    const hide = () => run("UPDATE posts SET hidden_at = 1 WHERE id = ?", hidden.id);
    const part = () =>
      run("INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES (?, ?, 1)", ada.id, grace.id);
    const { token } = grace;
    const json = { content: "Well said" };

    const answers = [
      await isolateWith(hide).call("PUT", `/api/v1/posts/${hidden.id}/like`, { token }),
      await isolateWith(() => removeFrom(spaceId, grace)).call("POST", `/api/v1/posts/${inside.id}/comments`, {
        token,
        json,
      }),
      await isolateWith(part).call("PUT", `/api/v1/comments/${said.id}/like`, { token }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 403]);
    const left = await Promise.all([
      countIn("SELECT count(*) AS n FROM post_likes WHERE user_id = ?", grace.id),
      countIn("SELECT count(*) AS n FROM comments WHERE author_id = ?", grace.id),
      countIn("SELECT count(*) AS n FROM comment_likes WHERE user_id = ?", grace.id),
    ]);
    expect(left).toEqual([0, 0, 0]);
  });
});

describe("who was blocked", () => {
  test("changes no comment at the blocker's post any more, and their views do not count", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const post = await publish(ada);
    const comment = await say(grace, post, "Well said");
    await block(ada, grace);

    const json = { content: "Or not" };
    const changed = await grace.call("PATCH", `/api/v1/comments/${comment.id}`, { json });
    const viewed = await grace.call("POST", `/api/v1/posts/${post.id}/view`);

    expect([changed.status, viewed.status]).toEqual([403, 204]);
    expect((await readPost(ada, post)).counters.views).toBe(0);
  });
});

describe("hiding a post", () => {
  test("is told, and ends the following of it that failed at first", async ({ expect }) => {
    const [ada, grace, moderator] = await Promise.all([signUp(), signUp(), signUpAs("moderator")]);
    const { id } = await publish(ada);
    const topic = `post:${id}`;
    await Promise.all([follow(ada, topic), follow(grace, topic)]);
    const path = `/api/v1/admin/posts/${id}/hidden`;

    const away = newIsolate({
      ACTIVITY_RELAY: {
        getByName: () => {
          throw new Error("no relay can be reached");
        },
      },
    });
    const answer = await away.call("PUT", path, { token: moderator.token });
    await run("UPDATE events SET next_attempt_at = 0 WHERE payload ->> 'postId' = ?", id);
    await newIsolate().sweep();

    expect(answer.status).toBe(204);
    expect(await toldOf("post.hidden", id)).toBe(1);
    await eventually(async () => expect((await topicOf(topic).counters())?.viewers).toBe(1));
  });
});

describe("who may follow a post no longer", () => {
  test("is found in two queries, however many follow it", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const spaceId = await newSpace(ada, "private", [grace]);
    const [inside, open] = [await publish(ada, "in", { spaceId }), await publish(ada)];
    const crowd = Array.from({ length: 2_000 }, (_, at) => `user_${at}`);
    const topics = [`post:${inside.id}`, `post:${open.id}`, `space:${spaceId}`];
    const follows = topics.flatMap((topic) => [ada.id, grace.id, ...crowd].map((userId) => ({ topic, userId })));
    const deps = newDeps();
    const queries = vi.spyOn(deps.db, "all");

    const unseen = await unseenAmong(deps, follows);

    expect(queries).toHaveBeenCalledTimes(2);
    expect(unseen).toHaveLength(4_000);
    expect(unseen.some(({ topic, userId }) => topic === topics[1] || [ada.id, grace.id].includes(userId))).toBe(false);
    queries.mockRestore();
  });
});

describe("what is gone", () => {
  test("takes all of a comment's likes along, however few were counted", async ({ expect }) => {
    const ada = await signUp();
    const { id } = await say(ada, await publish(ada));
    await run(
      `WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 1200)
         INSERT INTO comment_likes (comment_id, user_id, created_at) SELECT ?, 'user_' || n, 0 FROM number`,
      id,
    );

    await ada.call("DELETE", `/api/v1/comments/${id}`);
    const waiting = await countIn("SELECT count(*) AS n FROM departures WHERE id = ?", id);
    await pruneCommunity(newDeps());

    expect(waiting).toBe(1);
    expect(await countIn("SELECT count(*) AS n FROM comment_likes WHERE comment_id = ?", id)).toBe(0);
  });

  test("is cleared away also behind much that cannot be", async ({ expect }) => {
    const ada = await signUp();
    const { id } = await say(ada, await publish(ada));
    await run("INSERT INTO comment_likes (comment_id, user_id, created_at) VALUES (?, 'user_1', 0)", id);
    await run(
      `WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 30)
         INSERT INTO departures (id, kind, departed_at, tried_at) SELECT 'post_stuck' || n, 'post', 0, 0 FROM number`,
    );
    await run("INSERT INTO departures (id, kind, departed_at, tried_at) VALUES (?, 'comment', 1, 1)", id);
    const failing = newDeps();
    const original = failing.db.run.bind(failing.db);
    const runs = vi.spyOn(failing.db, "run");
    runs.mockImplementationOnce(() => {
      throw new Error("the database is away");
    });
    runs.mockImplementation(original);

    await pruneCommunity(failing);
    runs.mockRestore();

    expect(await countIn("SELECT count(*) AS n FROM comment_likes WHERE comment_id = ?", id)).toBe(0);
    expect(await countIn("SELECT count(*) AS n FROM departures WHERE id LIKE 'post_stuck%' AND tried_at = 0")).toBe(10);
    await run("DELETE FROM departures WHERE id LIKE 'post_stuck%'");
  });
});
