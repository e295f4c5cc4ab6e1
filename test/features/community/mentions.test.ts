import { env } from "cloudflare:workers";
import { describe, test } from "vitest";
import { block, newSpace, publish, say } from "../../support/community.ts";
import { signUp } from "../../support/people.ts";

/** Whom the event of a post or comment names. */
async function mentionedIn(type: string, id: string): Promise<string[]> {
  const row = await env.DB.prepare(
    "SELECT payload FROM events WHERE type = ?1 AND ?2 IN (payload ->> 'commentId', payload ->> 'postId')",
  )
    .bind(type, id)
    .first<{ payload: string }>();
  const { mentionedIds }: { mentionedIds: string[] } = JSON.parse(row?.payload ?? "{}");
  return mentionedIds;
}

describe("a mention", () => {
  test("names people who are there, once each, and never oneself", async ({ expect }) => {
    const [ada, grace, eve] = await Promise.all([signUp(), signUp(), signUp()]);
    const text = `@${grace.username.toUpperCase()}, @nobody_is_called_so, (@${eve.username}) @${grace.username} @${ada.username} a@${eve.username}`;

    const post = await publish(ada, text);
    const comment = await say(ada, post, `@${eve.username}!`);

    expect(await mentionedIn("post.created", post.id)).toEqual([grace.id, eve.id]);
    expect(await mentionedIn("comment.created", comment.id)).toEqual([eve.id]);
  });

  test("reaches nobody who has blocked one or was blocked", async ({ expect }) => {
    const [ada, grace, eve] = await Promise.all([signUp(), signUp(), signUp()]);
    await Promise.all([block(ada, grace), block(eve, ada)]);

    const { id } = await publish(ada, `@${grace.username} @${eve.username}`);

    expect(await mentionedIn("post.created", id)).toEqual([]);
  });

  test("reaches members alone in a private space, and everybody in a public one", async ({ expect }) => {
    const [ada, grace, eve] = await Promise.all([signUp(), signUp(), signUp()]);
    const [open, closed] = [await newSpace(ada, "public", [grace]), await newSpace(ada, "private", [grace])];
    const text = `@${grace.username} @${eve.username}`;

    const inOpen = await publish(ada, text, { spaceId: open });
    const inClosed = await publish(ada, text, { spaceId: closed });
    const comment = await say(grace, inClosed, `@${eve.username} @${ada.username}`);

    expect(await mentionedIn("post.created", inOpen.id)).toEqual([grace.id, eve.id]);
    expect(await mentionedIn("post.created", inClosed.id)).toEqual([grace.id]);
    expect(await mentionedIn("comment.created", comment.id)).toEqual([ada.id]);
  });

  test("is one of the first twenty names, and those of an edit are noted without an event", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const names = Array.from({ length: 20 }, (_, at) => `@nobody_${at}`).join(" ");

    const { id } = await publish(ada, `${names} @${grace.username}`);
    await ada.call("PATCH", `/api/v1/posts/${id}`, { json: { content: `@${grace.username}` } });

    expect(await mentionedIn("post.created", id)).toEqual([]);
    const noted = await env.DB.prepare("SELECT mentioned_ids FROM posts WHERE id = ?").bind(id).first("mentioned_ids");
    expect(noted).toBe(JSON.stringify([grace.id]));
  });
});
