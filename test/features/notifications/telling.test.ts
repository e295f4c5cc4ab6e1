import { describe, expect, test } from "vitest";
import { block, follow, join, newSpace, publish, say } from "../../support/community.ts";
import { dying } from "../../support/deeds.ts";
import { eventually } from "../../support/eventually.ts";
import { newIsolate } from "../../support/isolate.ts";
import { listOf } from "../../support/notifications.ts";
import { openConversation, type Person, signUp } from "../../support/people.ts";
import { signUpAs } from "../../support/roles.ts";
import { listen, post } from "../../support/chat.ts";

const like = (person: Person, id: string) => person.call("PUT", `/api/v1/posts/${id}/like`);
const unlike = (person: Person, id: string) => person.call("DELETE", `/api/v1/posts/${id}/like`);
const sweep = () => newIsolate().sweep();

const named = (...names: string[]) => Promise.all(names.map((displayName) => signUp({ displayName })));

/** Waits until somebody has so many notifications. */
async function untilTold(person: Person, total: number) {
  return eventually(async () => {
    const page = await listOf(person);
    expect(page.total).toBe(total);
    return page;
  });
}

/** What somebody was told until a stranger follows them: where nothing was told before, that alone. */
async function toldBeforeFollow(person: Person): Promise<string[]> {
  await follow(await signUp(), person);
  return eventually(async () => {
    const types = (await listOf(person)).items.map(({ type }) => type);
    if (!types.includes("new_follower")) throw new Error("not told yet");
    return types;
  });
}

describe("a group", () => {
  test("says who was last, and how many others there were", async () => {
    const [ada, ...fans] = await named("Ada", "Bo", "Cy", "Di");
    const { id } = await publish(ada as Person);
    const titles: string[] = [];

    for (const fan of fans) {
      await like(fan, id);
      await eventually(async () => {
        const { items } = await listOf(ada as Person);
        expect(items[0]).toMatchObject({ groupCount: titles.length + 1 });
        titles.push(items[0]?.title ?? "");
      });
    }

    expect(titles).toEqual(["Bo liked your post", "Cy and 1 other liked your post", "Di and 2 others liked your post"]);
    expect(await listOf(ada as Person)).toMatchObject({ total: 1, unreadCount: 1 });
  });

  test("counts people, not deeds, and tells every socket how it stands", async () => {
    const [ada, bo, cy] = (await named("Ada", "Bo", "Cy")) as [Person, Person, Person];
    const one = await publish(ada);
    const stream = await listen(ada);

    for (const [person, content] of [
      [bo, "First"],
      [cy, "Second"],
      [bo, "Third"],
    ] as const) {
      await say(person, one, content);
      await stream.find(({ notification }) => (notification as { message?: string } | undefined)?.message === content);
    }

    expect(await listOf(ada)).toMatchObject({
      total: 1,
      items: [{ title: "Bo and 1 other commented on your post", message: "Third", groupCount: 2 }],
    });
    expect(stream.frames.map(({ type }) => type).filter((type) => type.startsWith("notification."))).toEqual([
      "notification.created",
      "notification.updated",
      "notification.updated",
    ]);
  });

  test("is one for each post, and for followers", async () => {
    const [ada, bo, cy] = (await named("Ada", "Bo", "Cy")) as [Person, Person, Person];
    const [one, other] = [await publish(ada), await publish(ada)];

    for (const { id } of [one, other]) await like(bo, id);
    for (const person of [bo, cy]) await follow(person, ada);

    await eventually(async () => {
      const { items } = await listOf(ada);
      expect(items.map(({ title }) => title).toSorted()).toEqual([
        "Bo liked your post",
        "Bo liked your post",
        "Cy and 1 other started to follow you",
      ]);
    });
  });
});

describe("nobody is told", () => {
  test("of their own deeds", async () => {
    const ada = await signUp();
    const one = await publish(ada, `I am @${ada.username}`);

    await like(ada, one.id);
    const own = await say(ada, one, `@${ada.username} again`);
    await say(ada, one, "Answering myself", own);

    expect(await toldBeforeFollow(ada)).toEqual(["new_follower"]);
  });

  test("twice of what is done, undone and done again", async () => {
    const [ada, bo] = await Promise.all([signUp(), signUp()]);
    const { id } = await publish(ada);
    const doAll = async () => {
      await like(bo, id);
      await follow(bo, ada);
    };
    await doAll();
    await untilTold(ada, 2);
    await ada.call("PUT", "/api/v1/notifications/read-all");

    await unlike(bo, id);
    await bo.call("DELETE", `/api/v1/users/${ada.username}/follow`);
    await doAll();
    await say(bo, { id }, "and one more");

    const { items } = await untilTold(ada, 3);
    expect(items.map(({ type, read }) => [type, read])).toContainEqual(["new_comment", false]);
    expect(items.filter(({ read }) => !read)).toHaveLength(1);
  });

  test.for(["whom they have blocked", "who has blocked them"])("by somebody %s", async (which) => {
    const [ada, bo] = await Promise.all([signUp(), signUp()]);
    const { id } = await publish(ada);
    await dying(bo, "PUT", `/posts/${id}/like`);
    await dying(bo, "POST", `/posts/${id}/comments`, { content: `@${ada.username}` });
    await dying(bo, "PUT", `/users/${ada.username}/follow`);

    if (which === "whom they have blocked") await block(ada, bo);
    else await block(bo, ada);
    await sweep();

    expect(await toldBeforeFollow(ada)).toEqual(["new_follower"]);
  });

  test("of a post in a private space that they have left", async () => {
    const [ada, bo] = await Promise.all([signUp(), signUp()]);
    const spaceId = await newSpace(bo, "private");
    await join(spaceId, ada);
    await dying(bo, "POST", "/posts", { content: `Hello @${ada.username}`, spaceId });

    await ada.call("DELETE", `/api/v1/spaces/${spaceId}/members/${ada.id}`);
    await sweep();

    expect(await toldBeforeFollow(ada)).toEqual(["new_follower"]);
  });

  test("of what was deleted before they heard of it", async () => {
    const [ada, bo] = await Promise.all([signUp(), signUp()]);
    const { id } = await publish(ada);
    const said = await dying(bo, "POST", `/posts/${id}/comments`, { content: "I take it back" });
    const posted = await dying(bo, "POST", "/posts", { content: `@${ada.username}` });

    await bo.call("DELETE", `/api/v1/comments/${(await said.json<{ id: string }>()).id}`);
    await bo.call("DELETE", `/api/v1/posts/${(await posted.json<{ id: string }>()).id}`);
    await sweep();

    expect(await toldBeforeFollow(ada)).toEqual(["new_follower"]);
  });

  test("of what a moderator has hidden", async () => {
    const [ada, bo, moderator] = await Promise.all([signUp(), signUp(), signUpAs("moderator")]);
    const answer = await dying(bo, "POST", "/posts", { content: `@${ada.username}` });
    const { id } = await answer.json<{ id: string }>();

    const hidden = await moderator.call("PUT", `/api/v1/admin/posts/${id}/hidden`, { json: {} });
    await sweep();

    expect(hidden.status).toBeLessThan(300);
    expect(await toldBeforeFollow(ada)).toEqual(["new_follower"]);
  });

  test("several times of one comment that concerns them in several ways", async () => {
    const [ada, bo] = await Promise.all([signUp(), signUp()]);
    const one = await publish(ada);
    const own = await say(ada, one);

    await say(bo, one, `Yes, @${ada.username}`, own);

    const { items } = await untilTold(ada, 1);
    expect(items[0]?.type).toBe("mention");
    const other = await say(bo, one, "No", own);
    const page = await untilTold(ada, 2);
    expect(page.items[0]).toMatchObject({ type: "new_comment", metadata: { commentId: other.id }, groupKey: own.id });
  });
});

test("a post's author and whom a comment answers are both told of it", async () => {
  const [ada, bo, cy] = await Promise.all([signUp(), signUp(), signUp()]);
  const one = await publish(ada);
  const said = await say(bo, one);
  await untilTold(ada, 1);
  await ada.call("PUT", "/api/v1/notifications/read-all");

  await say(cy, one, "I agree", said);

  const [adas, bos] = await Promise.all([untilTold(ada, 2), untilTold(bo, 1)]);
  expect(adas.items[0]?.title).toMatch(/ commented on your post$/);
  expect(bos.items[0]?.title).toMatch(/ replied to your comment$/);
});

test("a message by somebody who is blocked is no notification", async () => {
  const [ada, bo] = await Promise.all([signUp(), signUp()]);
  const id = await openConversation(ada, bo);
  await block(ada, bo);

  await post(bo, id, "1", `@${ada.username} hello`);

  expect(await toldBeforeFollow(ada)).toEqual(["new_follower"]);
});
