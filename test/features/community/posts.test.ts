import { env } from "cloudflare:workers";
import { describe, test } from "vitest";
import { call } from "../../support/http.ts";
import { newSpace, publish, readPost, toldOf } from "../../support/community.ts";
import { fetchFile, upload } from "../../support/files.ts";
import { type Person, signUp } from "../../support/people.ts";
import { signUpAs } from "../../support/roles.ts";

const nothing = { likes: 0, comments: 0, views: 0, viewers: 0 };
const madeUp = "post_01h455vb4pex5vsknk084sn02q";

const post = (person: Person, json: object, headers: Record<string, string> = {}) =>
  person.call("POST", "/api/v1/posts", { json, headers });
const get = (person: Person, id: string) => person.call("GET", `/api/v1/posts/${id}`);
const change = (person: Person, id: string, json: object = { content: "changed" }) =>
  person.call("PATCH", `/api/v1/posts/${id}`, { json });
const remove = (person: Person, id: string) => person.call("DELETE", `/api/v1/posts/${id}`);

const statusesOf = async (answers: Promise<Response>[]) => (await Promise.all(answers)).map(({ status }) => status);

describe("a post", () => {
  test("is stored as it was written, and given back whole", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const content = "  <script>alert(1)</script> & 'quotes' \u202E \n line two 🙂";

    const answer = await post(ada, { content });
    const made = await answer.json<{ id: string }>();

    expect(answer.status).toBe(201);
    expect(answer.headers.get("location")).toBe(`/api/v1/posts/${made.id}`);
    expect(made).toEqual({
      id: expect.stringMatching(/^post_/),
      author: { id: ada.id, username: ada.username, displayName: expect.any(String) },
      spaceId: null,
      content,
      attachments: [],
      counters: nothing,
      liked: false,
      hidden: false,
      createdAt: expect.any(String),
      editedAt: null,
    });
    expect(await readPost(grace, made)).toEqual(made);
    expect(await toldOf("post.created", made.id)).toBe(1);
  });

  test("is made once for one key, also by two calls at once", async ({ expect }) => {
    const ada = await signUp();
    const headers = { "idempotency-key": crypto.randomUUID() };

    const answers = await Promise.all([1, 2].map(() => post(ada, { content: "once" }, headers)));
    const again = await post(ada, { content: "once" }, headers);
    const other = await post(ada, { content: "another" }, headers);

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 409]));
    expect([again.status, other.status]).toEqual([201, 422]);
    const count = await env.DB.prepare("SELECT count(*) AS n FROM posts WHERE author_id = ?").bind(ada.id).first("n");
    expect(count).toBe(1);
  });

  test("has between one and ten thousand well-formed letters, and nothing that is not named", async ({ expect }) => {
    const ada = await signUp();
    const bodies = [
      {},
      { content: "" },
      { content: "  \n " },
      { content: "x".repeat(10_001) },
      { content: "\ud800" },
      { content: 1 },
      { content: "x", authorId: ada.id },
      { content: "x", spaceId: "space_1" },
      { content: "x", attachments: ["file_1"] },
      { content: "x", attachments: Array.from({ length: 11 }, () => "file_01h455vb4pex5vsknk084sn02q") },
    ];

    expect(await statusesOf(bodies.map((body) => post(ada, body)))).toEqual(bodies.map(() => 422));
    expect((await post(ada, { content: "x".repeat(10_000) })).status).toBe(201);
    expect((await call("POST", "/api/v1/posts", { json: { content: "x" } })).status).toBe(401);
  });

  test("has an ETag that changes with it", async ({ expect }) => {
    const ada = await signUp();
    const { id } = await publish(ada);
    const etag = (await get(ada, id)).headers.get("etag") ?? "";

    const known = await ada.call("GET", `/api/v1/posts/${id}`, { headers: { "if-none-match": etag } });
    await change(ada, id);
    const changed = await ada.call("GET", `/api/v1/posts/${id}`, { headers: { "if-none-match": etag } });

    expect([known.status, changed.status]).toEqual([304, 200]);
  });

  test("is changed by its author alone", async ({ expect }) => {
    const [ada, grace, moderator] = await Promise.all([signUp(), signUp(), signUpAs("moderator")]);
    const { id } = await publish(ada, "first");

    const changed = await change(ada, id, { content: "second" });
    const refused = await statusesOf([change(grace, id), change(moderator, id), change(ada, madeUp), change(ada, "x")]);

    expect(await changed.json()).toMatchObject({ id, content: "second", editedAt: expect.any(String) });
    expect(refused).toEqual([403, 403, 404, 404]);
    expect(await statusesOf([change(ada, id, {}), change(ada, id, { spaceId: null })])).toEqual([422, 422]);
    expect(await readPost(grace, { id })).toMatchObject({ content: "second" });
  });

  test("is deleted by its author, once however often at once, and gone for everybody", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const { id } = await publish(ada);

    const refused = await statusesOf([remove(grace, id), remove(grace, madeUp)]);
    const answers = await statusesOf([remove(ada, id), remove(ada, id), remove(ada, id)]);

    expect(refused).toEqual([403, 404]);
    expect(answers.every((status) => status === 204 || status === 404)).toBe(true);
    expect(answers).toContain(204);
    expect(await statusesOf([get(ada, id), get(grace, id), remove(ada, id)])).toEqual([404, 404, 404]);
    expect(await toldOf("post.deleted", id)).toBe(1);
  });

  test("is deleted by a moderator, which is written down", async ({ expect }) => {
    const [ada, moderator] = await Promise.all([signUp(), signUpAs("moderator")]);
    const [one, other] = [await publish(ada), await publish(ada)];

    const answers = await statusesOf([remove(moderator, one.id), remove(ada, other.id)]);

    expect(answers).toEqual([204, 204]);
    const { results } = await env.DB.prepare(
      "SELECT action, actor_id, user_id, details FROM audit_entries WHERE action = 'post.delete'",
    ).all();
    const own = results.filter(({ user_id: userId }) => userId === ada.id);
    expect(own).toEqual([
      { action: "post.delete", actor_id: moderator.id, user_id: ada.id, details: expect.stringContaining(one.id) },
    ]);
  });
});

describe("a post in a space", () => {
  test("is made by members alone: a space that one may not see is not there", async ({ expect }) => {
    const [ada, eve] = await Promise.all([signUp(), signUp()]);
    const [open, closed] = [await newSpace(ada, "public"), await newSpace(ada, "private")];
    const nowhere = "space_01h455vb4pex5vsknk084sn02q";

    const answers = await statusesOf([
      post(ada, { content: "in", spaceId: open }),
      post(ada, { content: "in", spaceId: closed }),
      post(eve, { content: "in", spaceId: open }),
      post(eve, { content: "in", spaceId: closed }),
      post(eve, { content: "in", spaceId: nowhere }),
    ]);

    expect(answers).toEqual([201, 201, 403, 404, 404]);
  });

  test("that is private is there for its members alone", async ({ expect }) => {
    const [ada, grace, eve] = await Promise.all([signUp(), signUp(), signUp()]);
    const spaceId = await newSpace(ada, "private", [grace]);
    const { id } = await publish(ada, "among us", { spaceId });

    const seen = await statusesOf([get(ada, id), get(grace, id)]);
    const unseen = await statusesOf([
      get(eve, id),
      change(eve, id),
      remove(eve, id),
      eve.call("PUT", `/api/v1/posts/${id}/like`),
      eve.call("DELETE", `/api/v1/posts/${id}/like`),
      eve.call("POST", `/api/v1/posts/${id}/view`),
      eve.call("GET", `/api/v1/posts/${id}/comments`),
      eve.call("POST", `/api/v1/posts/${id}/comments`, { json: { content: "me too" } }),
    ]);

    expect(seen).toEqual([200, 200]);
    expect(unseen).toEqual(unseen.map(() => 404));
    const counters = await eve.call("GET", `/api/v1/activity?topics=post:${id}`);
    await grace.call("PUT", `/api/v1/posts/${id}/like`);
    expect(await counters.json()).toEqual({ items: [{ topic: `post:${id}`, counters: nothing }] });
  });

  test("is deleted by who manages the space, too", async ({ expect }) => {
    const [ada, grace, eve] = await Promise.all([signUp(), signUp(), signUp()]);
    const spaceId = await newSpace(ada, "public", [grace, eve]);
    const { id } = await publish(grace, "spam", { spaceId });

    expect(await statusesOf([remove(eve, id)])).toEqual([403]);
    expect(await statusesOf([remove(ada, id)])).toEqual([204]);
  });
});

describe("the files of a post", () => {
  test("are for whoever may see it", async ({ expect }) => {
    const [ada, grace, eve] = await Promise.all([signUp(), signUp(), signUp()]);
    const spaceId = await newSpace(ada, "private", [grace]);
    const [shown, kept] = [await upload(ada), await upload(ada)];

    const open = await publish(ada, "look", { attachments: [shown.id] });
    await publish(ada, "look", { attachments: [kept.id], spaceId });

    expect(open.attachments).toEqual([shown]);
    expect(await statusesOf([fetchFile(eve, shown), fetchFile(grace, kept), fetchFile(eve, kept)])).toEqual([
      200, 200, 404,
    ]);
    await remove(ada, open.id);
    expect(await statusesOf([fetchFile(eve, shown), fetchFile(ada, shown)])).toEqual([404, 200]);
  });

  test("are the author's own, all of them or none", async ({ expect }) => {
    const [ada, eve] = await Promise.all([signUp(), signUp()]);
    const [own, theirs] = [await upload(ada), await upload(eve)];

    const answer = await post(ada, { content: "mine", attachments: [own.id, theirs.id] });
    const twice = await post(ada, { content: "mine", attachments: [own.id, own.id] });

    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ errors: [{ path: "attachments" }] });
    expect(await twice.json()).toMatchObject({ attachments: [own] });
    expect((await fetchFile(eve, own)).status).toBe(200);
    expect((await fetchFile(ada, theirs)).status).toBe(404);
  });
});
