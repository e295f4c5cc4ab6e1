import { env } from "cloudflare:workers";
import { describe, test } from "vitest";
import { type Person, signUp } from "../../support/people.ts";
import { publish, say } from "../../support/community.ts";
import { signUpAs } from "../../support/roles.ts";
import { bringIn, type Listed, makeSpace, statusesOf } from "../../support/spaces.ts";

type Report = { id: string; targetType: string; targetId: string; status: string; conversationId: null };
type Target = { targetType: string; targetId: string };

const report = (by: Person, target: Target) =>
  by.call("POST", "/api/v1/reports", { json: { ...target, reason: "spam" } });
const list = async (by: Person, query: string) =>
  (await by.call("GET", `/api/v1/admin/reports?limit=100&${query}`)).json<Listed<Report>>();

const ids = ({ items }: Listed<Report>) => items.map(({ id }) => id);

/** A space, a post in it, and what was said to that: each as what a report is about. */
async function community(owner: Person, visibility: "public" | "private"): Promise<{ id: string; targets: Target[] }> {
  const space = await makeSpace(owner, { visibility });
  const post = await publish(owner, "Buy now", { spaceId: space.id });
  const said = await say(owner, post, "And here");
  return {
    id: space.id,
    targets: [
      { targetType: "space", targetId: space.id },
      { targetType: "post", targetId: post.id },
      { targetType: "comment", targetId: said.id },
    ],
  };
}

const reportAll = (by: Person, targets: Target[]) => Promise.all(targets.map((target) => report(by, target)));

describe("a report of a space, a post or a comment", () => {
  test("is made by who sees it, and given again while it is open", async ({ expect }) => {
    const [ada, eve] = await Promise.all([signUp(), signUp()]);
    const { targets } = await community(eve, "public");

    const first = await reportAll(ada, targets);
    const again = await reportAll(ada, targets);

    expect(statusesOf([...first, ...again])).toEqual([201, 201, 201, 200, 200, 200]);
    const made = await Promise.all(first.map((answer) => answer.json<Report>()));
    expect(made).toMatchObject(targets.map((target) => ({ ...target, status: "open", conversationId: null })));
    expect(await Promise.all(again.map((answer) => answer.json()))).toEqual(made);
  });

  test("in a private space is made by its members; for others there is nothing", async ({ expect }) => {
    const [ada, grace, eve] = await Promise.all([signUp(), signUp(), signUp()]);
    const { id, targets } = await community(ada, "private");
    await bringIn(ada, { id }, grace);

    const [members, strangers] = [await reportAll(grace, targets), await reportAll(eve, targets)];

    expect(statusesOf(members)).toEqual([201, 201, 201]);
    expect(statusesOf(strangers)).toEqual([404, 404, 404]);
  });

  test("of what is not there, or of another kind, is refused", async ({ expect }) => {
    const ada = await signUp();
    const nobodys = "01h455vb4pex5vsknk084sn02q";

    const answers = await Promise.all([
      report(ada, { targetType: "space", targetId: `space_${nobodys}` }),
      report(ada, { targetType: "post", targetId: `post_${nobodys}` }),
      report(ada, { targetType: "comment", targetId: `cmt_${nobodys}` }),
      report(ada, { targetType: "post", targetId: `space_${nobodys}` }),
      report(ada, { targetType: "space", targetId: "x" }),
      report(ada, { targetType: "plan", targetId: `plan_${nobodys}` }),
    ]);

    expect(statusesOf(answers)).toEqual([404, 404, 404, 422, 422, 422]);
  });

  test.for([
    "SELECT * FROM reports ORDER BY id DESC LIMIT 21",
    "SELECT * FROM reports WHERE status = 'open' ORDER BY id DESC LIMIT 21",
    "SELECT * FROM reports WHERE target_type = 'post' ORDER BY id DESC LIMIT 21",
    "SELECT * FROM reports WHERE target_type = 'post' AND status = 'open' ORDER BY id DESC LIMIT 21",
  ])("is found out of an index: %s", async (query, { expect }) => {
    const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${query}`).all<{ detail: string }>();

    expect(results.map(({ detail }) => detail).join()).toMatch(/^(SEARCH|SCAN) reports USING INDEX \w+( \([^)]*\))?$/);
  });

  test("is listed by what it is about and by its state", async ({ expect }) => {
    const [ada, eve, moderator] = await Promise.all([signUp(), signUp(), signUpAs("moderator")]);
    const { targets } = await community(eve, "public");
    const made = await Promise.all((await reportAll(ada, targets)).map((answer) => answer.json<Report>()));
    const [space, post] = made;
    await moderator.call("PATCH", `/api/v1/admin/reports/${post?.id}`, { json: { status: "resolved" } });

    const [spaces, posts, openPosts, resolved] = [
      await list(moderator, "targetType=space"),
      await list(moderator, "targetType=post"),
      await list(moderator, "targetType=post&status=open"),
      await list(moderator, "targetType=post&status=resolved"),
    ];
    const refused = [
      await moderator.call("GET", "/api/v1/admin/reports?targetType=plan"),
      await ada.call("GET", "/api/v1/admin/reports?targetType=post"),
    ];

    expect(new Set(spaces.items.map(({ targetType }) => targetType))).toEqual(new Set(["space"]));
    expect(ids(spaces)).toContain(space?.id);
    expect(ids(posts)).toContain(post?.id);
    expect(ids(openPosts)).not.toContain(post?.id);
    expect(ids(resolved)).toContain(post?.id);
    expect(statusesOf(refused)).toEqual([422, 403]);
  });
});
