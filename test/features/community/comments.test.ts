import { env } from "cloudflare:workers";
import { describe, test } from "vitest";
import { call } from "../../support/http.ts";
import {
  block,
  type Comment,
  commentsOf,
  newSpace,
  publish,
  readPost,
  say,
  signInCrowd,
  toldOf,
} from "../../support/community.ts";
import { type Person, signUp } from "../../support/people.ts";
import { signUpAs } from "../../support/roles.ts";

const madeUpPost = "post_01h455vb4pex5vsknk084sn02q";
const madeUp = "cmt_01h455vb4pex5vsknk084sn02q";

type Caller = Pick<Person, "call">;

const post = (person: Caller, postId: string, json: object, headers: Record<string, string> = {}) =>
  person.call("POST", `/api/v1/posts/${postId}/comments`, { json, headers });
const change = (person: Caller, id: string, json: object = { content: "changed" }) =>
  person.call("PATCH", `/api/v1/comments/${id}`, { json });
const remove = (person: Caller, id: string) => person.call("DELETE", `/api/v1/comments/${id}`);
const like = (person: Caller, id: string) => person.call("PUT", `/api/v1/comments/${id}/like`);
const unlike = (person: Caller, id: string) => person.call("DELETE", `/api/v1/comments/${id}/like`);

const statusesOf = async (answers: Promise<Response>[]) => (await Promise.all(answers)).map(({ status }) => status);

async function conversation() {
  const [ada, grace] = await Promise.all([signUp(), signUp()]);
  return { ada, grace, post: await publish(ada) };
}

describe("a comment", () => {
  test("is stored as it was written, told of once, and counted", async ({ expect }) => {
    const { ada, grace, post: about } = await conversation();
    const content = " <b>Well</b>\nsaid ";

    const answer = await post(grace, about.id, { content });
    const made = await answer.json<Comment>();

    expect(answer.status).toBe(201);
    expect(made).toEqual({
      id: expect.stringMatching(/^cmt_/),
      postId: about.id,
      parentId: null,
      author: { id: grace.id, username: grace.username, displayName: expect.any(String) },
      content,
      likes: 0,
      liked: false,
      replies: 0,
      hidden: false,
      createdAt: expect.any(String),
      editedAt: null,
      deletedAt: null,
    });
    expect((await commentsOf(ada, about)).items).toEqual([made]);
    expect((await readPost(ada, about)).counters.comments).toBe(1);
    expect(await toldOf("comment.created", about.id)).toBe(1);
  });

  test("is made once for one key", async ({ expect }) => {
    const { grace, post: about } = await conversation();
    const headers = { "idempotency-key": crypto.randomUUID() };

    const answers = [];
    for (let at = 0; at < 2; at += 1) answers.push(await post(grace, about.id, { content: "once" }, headers));

    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect((await commentsOf(grace, about)).items).toHaveLength(1);
  });

  test("answers another, and nothing answers an answer", async ({ expect }) => {
    const { ada, grace, post: about } = await conversation();
    const elsewhere = await say(ada, await publish(ada));
    const first = await say(ada, about);
    const answer = await say(grace, about, "indeed", first);

    const refused = await post(ada, about.id, { content: "no", parentId: answer.id });
    const unknown = await statusesOf([
      post(ada, about.id, { content: "no", parentId: madeUp }),
      post(ada, about.id, { content: "no", parentId: elsewhere.id }),
      post(ada, about.id, { content: "no", parentId: "x" }),
    ]);

    expect(answer.parentId).toBe(first.id);
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ errors: [{ path: "parentId" }] });
    expect(unknown).toEqual([404, 404, 422]);
    const { items } = await commentsOf(ada, about);
    expect(items.map(({ id, replies }) => [id, replies])).toEqual([
      [first.id, 1],
      [answer.id, 0],
    ]);
    expect((await readPost(ada, about)).counters.comments).toBe(2);
  });

  test("is refused without content, about nothing, and by nobody", async ({ expect }) => {
    const { grace, post: about } = await conversation();

    const answers = await statusesOf([
      post(grace, about.id, {}),
      post(grace, about.id, { content: "" }),
      post(grace, about.id, { content: "x".repeat(10_001) }),
      post(grace, madeUpPost, { content: "x" }),
      post(grace, "x", { content: "x" }),
      call("POST", `/api/v1/posts/${about.id}/comments`, { json: { content: "x" } }),
    ]);

    expect(answers).toEqual([422, 422, 422, 404, 404, 401]);
  });

  test("is changed by its author alone", async ({ expect }) => {
    const { ada, grace, post: about } = await conversation();
    const { id } = await say(grace, about, "first");

    const changed = await change(grace, id, { content: "second" });
    const refused = await statusesOf([change(ada, id), change(ada, madeUp), change(grace, id, {})]);

    expect(await changed.json()).toMatchObject({ id, content: "second", editedAt: expect.any(String) });
    expect(refused).toEqual([403, 404, 422]);
  });

  test("is deleted by its author or a moderator, once however often at once", async ({ expect }) => {
    const [{ ada, grace, post: about }, moderator] = [await conversation(), await signUpAs("moderator")];
    const [one, other] = [await say(grace, about), await say(grace, about)];

    const refused = await statusesOf([remove(ada, one.id), remove(ada, madeUp)]);
    const answers = await statusesOf([remove(grace, one.id), remove(grace, one.id), remove(grace, one.id)]);
    const moderated = await statusesOf([remove(moderator, other.id)]);

    expect(refused).toEqual([403, 404]);
    expect(answers.every((status) => status === 204 || status === 404)).toBe(true);
    expect(moderated).toEqual([204]);
    expect(await statusesOf([remove(grace, one.id), change(grace, one.id), like(ada, one.id)])).toEqual([
      404, 404, 404,
    ]);
    expect((await commentsOf(ada, about)).items).toEqual([]);
    expect((await readPost(ada, about)).counters.comments).toBe(0);
    expect(await toldOf("comment.deleted", about.id)).toBe(2);
    const audited = await env.DB.prepare("SELECT user_id FROM audit_entries WHERE action = 'comment.delete'").all();
    expect(audited.results).toEqual([{ user_id: grace.id }]);
  });

  test("that has answers leaves a mark, which goes with the last of them", async ({ expect }) => {
    const { ada, grace, post: about } = await conversation();
    const first = await say(grace, about, "secret");
    const answer = await say(ada, about, "indeed", first);

    await remove(grace, first.id);
    const { items } = await commentsOf(ada, about);
    const late = await post(ada, about.id, { content: "late", parentId: first.id });
    await remove(ada, answer.id);

    expect(items).toMatchObject([
      { id: first.id, author: null, content: null, replies: 1, deletedAt: expect.any(String) },
      { id: answer.id, content: "indeed" },
    ]);
    expect(late.status).toBe(404);
    expect((await commentsOf(ada, about)).items).toEqual([]);
    expect((await readPost(ada, about)).counters.comments).toBe(0);
    const left = await env.DB.prepare("SELECT count(*) AS n FROM comments WHERE post_id = ?").bind(about.id).first("n");
    expect(left).toBe(0);
  });
});

describe("the comments of a post", () => {
  test("come page by page, the oldest first", async ({ expect }) => {
    const { ada, grace, post: about } = await conversation();
    const made: string[] = [];
    for (let at = 0; at < 5; at += 1) made.push((await say(at % 2 ? ada : grace, about, `${at}`)).id);

    const first = await commentsOf(ada, about, "?limit=3");
    const second = await commentsOf(ada, about, `?limit=3&cursor=${first.nextCursor}`);

    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(made);
    expect(second.nextCursor).toBeNull();
    expect((await ada.call("GET", `/api/v1/posts/${about.id}/comments?cursor=x`)).status).toBe(422);
    expect((await ada.call("GET", `/api/v1/posts/${madeUpPost}/comments`)).status).toBe(404);
  });

  test("do not show two people each other once one has blocked the other", async ({ expect }) => {
    const [{ ada, grace, post: about }, eve] = [await conversation(), await signUp()];
    const first = await say(grace, about, "from grace");
    const answer = await say(ada, about, "indeed", first);
    await say(grace, about, "again");

    await block(eve, grace);

    expect((await commentsOf(eve, about)).items).toMatchObject([
      { id: first.id, author: null, content: null },
      { id: answer.id, content: "indeed" },
    ]);
    expect((await commentsOf(ada, about)).items).toHaveLength(3);
  });
});

describe("who is blocked", () => {
  test("says nothing to the blocker's posts and comments, and likes none of them", async ({ expect }) => {
    const [{ ada, grace, post: about }, eve] = [await conversation(), await signUp()];
    const [hers, adas] = [await say(grace, about), await say(ada, await publish(grace))];
    await block(ada, eve);
    await block(grace, eve);

    const answers = await statusesOf([
      post(eve, about.id, { content: "hi" }),
      post(eve, about.id, { content: "hi", parentId: hers.id }),
      post(eve, adas.postId, { content: "hi", parentId: adas.id }),
      like(eve, hers.id),
      like(eve, adas.id),
      eve.call("PUT", `/api/v1/posts/${about.id}/like`),
    ]);

    expect(answers).toEqual([403, 403, 403, 403, 403, 403]);
    expect((await post(ada, about.id, { content: "hi" })).status).toBe(201);
  });
});

describe("a like of a comment", () => {
  test("is made and taken back, as often as one likes", async ({ expect }) => {
    const { ada, grace, post: about } = await conversation();
    const { id } = await say(grace, about);

    const made = await statusesOf([like(ada, id), like(ada, id)]);
    const [liked] = (await commentsOf(ada, about)).items;
    const [seen] = (await commentsOf(grace, about)).items;
    const takenBack = await statusesOf([unlike(ada, id), unlike(ada, id)]);
    const [after] = (await commentsOf(ada, about)).items;

    expect([made, takenBack]).toEqual([
      [204, 204],
      [204, 204],
    ]);
    expect([liked, seen, after].map((one) => [one?.likes, one?.liked])).toEqual([
      [1, true],
      [1, false],
      [0, false],
    ]);
    expect(await toldOf("comment.liked", about.id)).toBe(1);
    expect(await statusesOf([like(ada, madeUp), unlike(ada, madeUp), like(ada, "x")])).toEqual([404, 404, 404]);
  });

  test("is counted exactly when forty people like and unlike at once", async ({ expect }) => {
    const { ada, grace, post: about } = await conversation();
    const { id } = await say(grace, about);
    const crowd = await signInCrowd(40);

    await Promise.all(crowd.flatMap((one, at) => (at % 2 ? [like(one, id), unlike(one, id)] : [like(one, id)])));

    const [comment] = (await commentsOf(ada, about)).items;
    const rows = await env.DB.prepare("SELECT count(*) AS n FROM comment_likes WHERE comment_id = ?")
      .bind(id)
      .first("n");
    expect(comment?.likes).toBe(rows);
    expect(comment?.likes).toBeGreaterThanOrEqual(20);
  });
});

describe("a comment in a private space", () => {
  test("is there for its members alone", async ({ expect }) => {
    const [ada, grace, eve] = await Promise.all([signUp(), signUp(), signUp()]);
    const spaceId = await newSpace(ada, "private", [grace]);
    const { id } = await say(grace, await publish(ada, "among us", { spaceId }));

    const answers = await statusesOf([change(eve, id), remove(eve, id), like(eve, id), unlike(eve, id)]);

    expect(answers).toEqual([404, 404, 404, 404]);
    expect(await statusesOf([like(ada, id), change(ada, id)])).toEqual([204, 403]);
    expect((await remove(ada, id)).status).toBe(204);
  });
});
