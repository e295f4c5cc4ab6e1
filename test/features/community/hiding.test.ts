import { env } from "cloudflare:workers";
import { describe, test } from "vitest";
import { commentsOf, feedOf, idsIn, type Page, publish, readPost, say } from "../../support/community.ts";
import { fetchFile, upload } from "../../support/files.ts";
import { type Person, signUp } from "../../support/people.ts";
import { signUpAs } from "../../support/roles.ts";

const madeUp = { post: "post_01h455vb4pex5vsknk084sn02q", comment: "cmt_01h455vb4pex5vsknk084sn02q" };

const path = (id: string) => `/api/v1/admin/${id.startsWith("post_") ? "posts" : "comments"}/${id}/hidden`;
const hide = (person: Person, id: string) => person.call("PUT", path(id));
const show = (person: Person, id: string) => person.call("DELETE", path(id));

const statusesOf = async (answers: Promise<Response>[]) => (await Promise.all(answers)).map(({ status }) => status);

/** What moderators did, as the audit log has it. */
async function actsOf({ id }: Person): Promise<unknown[]> {
  const { results } = await env.DB.prepare("SELECT action, result FROM audit_entries WHERE actor_id = ? ORDER BY id")
    .bind(id)
    .all();
  return results.map(({ action, result }) => [action, result]);
}

describe("a post that a moderator hides", () => {
  test("is there for its author, marked, and for moderators, and for nobody else", async ({ expect }) => {
    const [ada, grace, moderator] = await Promise.all([signUp(), signUp(), signUpAs("moderator")]);
    const file = await upload(ada);
    const word = `w${crypto.randomUUID().slice(0, 8)}`;
    const { id } = await publish(ada, `rude ${word}`, { attachments: [file.id] });
    const comment = await say(grace, { id });

    const answers = await statusesOf([hide(moderator, id), hide(moderator, id)]);

    expect(answers).toEqual([204, 204]);
    const refused = await statusesOf([
      grace.call("GET", `/api/v1/posts/${id}`),
      grace.call("PUT", `/api/v1/posts/${id}/like`),
      grace.call("GET", `/api/v1/posts/${id}/comments`),
      grace.call("PATCH", `/api/v1/comments/${comment.id}`, { json: { content: "x" } }),
      fetchFile(grace, file),
    ]);
    expect(refused).toEqual([404, 404, 404, 404, 404]);
    expect(await readPost(ada, { id })).toMatchObject({ id, hidden: true });
    expect(await readPost(moderator, { id })).toMatchObject({ id, hidden: true });
    for (const feed of ["global", `user:${ada.username}`, "home"]) expect(await idsIn(ada, feed)).not.toContain(id);
    expect(await (await grace.call("GET", `/api/v1/search?q=${word}`)).json<Page<object>>()).toMatchObject({
      items: [],
    });
  });

  test("is shown again, as it was", async ({ expect }) => {
    const [ada, grace, moderator] = await Promise.all([signUp(), signUp(), signUpAs("moderator")]);
    const { id } = await publish(ada, "not so rude");
    await hide(moderator, id);

    const answers = await statusesOf([show(moderator, id), show(moderator, id)]);

    expect(answers).toEqual([204, 204]);
    expect(await readPost(grace, { id })).toMatchObject({ id, hidden: false });
    expect((await feedOf(grace, `user:${ada.username}`)).items).toHaveLength(1);
    expect(await actsOf(moderator)).toEqual([
      ["post.hide", "ok"],
      ["post.show", "ok"],
      ["post.show", "ok"],
    ]);
  });
});

describe("a comment that a moderator hides", () => {
  test("is there for its author, marked, and for moderators; a mark is left where it has answers", async ({
    expect,
  }) => {
    const [ada, grace, moderator] = await Promise.all([signUp(), signUp(), signUpAs("moderator")]);
    const post = await publish(ada);
    const [first, alone] = [await say(grace, post, "rude"), await say(grace, post, "ruder")];
    const answer = await say(ada, post, "indeed", first);

    const answers = await statusesOf([hide(moderator, first.id), hide(moderator, first.id), hide(moderator, alone.id)]);

    expect(answers).toEqual([204, 204, 204]);
    expect((await commentsOf(ada, post)).items).toMatchObject([
      { id: first.id, author: null, content: null, hidden: true },
      { id: answer.id, content: "indeed" },
    ]);
    const whole = [{ id: first.id, content: "rude", hidden: true }, { id: alone.id }, { id: answer.id }];
    expect((await commentsOf(grace, post)).items).toMatchObject(whole);
    expect((await commentsOf(moderator, post)).items).toMatchObject(whole);
    expect((await ada.call("PUT", `/api/v1/comments/${first.id}/like`)).status).toBe(404);
    expect(await statusesOf([show(moderator, first.id), show(moderator, first.id)])).toEqual([204, 204]);
    expect((await commentsOf(ada, post)).items).toMatchObject([{ content: "rude", hidden: false }, {}]);
  });
});

describe("hiding", () => {
  test("is for moderators, and of what is there", async ({ expect }) => {
    const [ada, support, moderator] = await Promise.all([signUp(), signUpAs("support"), signUpAs("moderator")]);
    const post = await publish(ada);
    const comment = await say(ada, post);

    const refused = await statusesOf(
      [ada, support].flatMap((one) => [post.id, comment.id].flatMap((id) => [hide(one, id), show(one, id)])),
    );
    const unknown = await statusesOf(
      [madeUp.post, madeUp.comment].flatMap((id) => [hide(moderator, id), show(moderator, id)]),
    );

    expect(refused).toEqual(refused.map(() => 403));
    expect(unknown).toEqual([404, 404, 404, 404]);
  });
});
