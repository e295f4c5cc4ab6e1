import { env } from "cloudflare:workers";
import { describe, test } from "vitest";
import { hearAgain } from "../../support/events.ts";
import { eventually } from "../../support/eventually.ts";
import { call, newAddress } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { type Person, signUp } from "../../support/people.ts";
import {
  decideInvitation,
  giveRole,
  type InvitationJson,
  invite,
  join,
  type Listed,
  makeSpace,
  postInvitation,
  readSpace,
  revoke,
  spacePath,
  sortedStatuses,
  statusesOf,
} from "../../support/spaces.ts";

const three = async (): Promise<[Person, Person, Person]> => Promise.all([signUp(), signUp(), signUp()]);
const block = (by: Person, { username }: Person) => by.call("PUT", `/api/v1/users/${username}/block`);
const own = async (by: Person, query = "") =>
  (await by.call("GET", `/api/v1/invitations${query}`)).json<Listed<InvitationJson>>();
const recorded = async (type: string, invitation: { id: string }) =>
  (
    await env.DB.prepare("SELECT count(*) AS n FROM events WHERE type = ? AND payload ->> 'invitationId' = ?")
      .bind(type, invitation.id)
      .first<{ n: number }>()
  )?.n;

/** A private space, and somebody invited into it. */
async function invited() {
  const [ada, grace, eve] = await three();
  const space = await makeSpace(ada, { visibility: "private" });
  return { ada, grace, eve, space, invitation: await invite(ada, space, grace) };
}

describe("an invitation", () => {
  test("names the space, who asks and who is asked, and is in both lists while it is open", async ({ expect }) => {
    const [ada, grace] = await three();
    const space = await makeSpace(ada, { visibility: "private", name: "Engines" });

    const response = await postInvitation(ada, space, grace);

    expect(response.status).toBe(201);
    const made = await response.json<InvitationJson>();
    expect(made).toEqual({
      id: expect.stringMatching(/^inv_/),
      space: { id: space.id, name: "Engines" },
      user: { id: grace.id, username: grace.username, displayName: grace.username },
      inviter: { id: ada.id, username: ada.username, displayName: ada.username },
      status: "open",
      createdAt: expect.any(String),
      decidedAt: null,
    });
    expect((await own(grace)).items).toEqual([made]);
    expect(await (await ada.call("GET", spacePath(space, "/invitations"))).json()).toEqual({
      items: [made],
      nextCursor: null,
    });
    expect((await readSpace(grace, space)).status).toBe(404);
  });

  test("made ten times at once is one, told of once", async ({ expect }) => {
    const [ada, grace] = await three();
    const space = await makeSpace(ada);

    const answers = await Promise.all(Array.from({ length: 10 }, () => postInvitation(ada, space, grace)));

    const statuses = statusesOf(answers);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(new Set(statuses)).toEqual(new Set([200, 201]));
    const { items } = await own(grace);
    expect(items).toHaveLength(1);
    expect(await recorded("space.invited", items[0] ?? { id: "" })).toBe(1);
  });

  test("is made by owner and admins, and not by members, strangers or nobody", async ({ expect }) => {
    const [ada, grace, eve] = await three();
    const [open, closed] = [await makeSpace(ada), await makeSpace(ada, { visibility: "private" })];
    const [one, other] = await three();
    await join(grace, open);

    const member = await postInvitation(grace, open, one);
    await giveRole(ada, open, grace, "admin");
    const admin = await postInvitation(grace, open, one);
    const refused = await Promise.all([
      postInvitation(eve, open, other),
      postInvitation(eve, closed, other),
      call("POST", spacePath(open, "/invitations"), { json: { userId: other.id } }),
      eve.call("GET", spacePath(open, "/invitations")),
      eve.call("GET", spacePath(closed, "/invitations")),
    ]);

    expect(statusesOf([member, admin])).toEqual([403, 201]);
    expect(statusesOf(refused)).toEqual([403, 404, 401, 403, 404]);
  });

  test("is not made for members, for nobody, for who is blocked or has blocked, nor without a user", async ({
    expect,
  }) => {
    const [ada, grace, eve] = await three();
    const space = await makeSpace(ada);
    const other = await signUp();
    await Promise.all([join(grace, space), block(ada, eve), block(other, ada)]);

    const answers = [
      await postInvitation(ada, space, grace),
      await postInvitation(ada, space, ada),
      await postInvitation(ada, space, { id: "user_01h455vb4pex5vsknk084sn02q" }),
      await postInvitation(ada, space, eve),
      await postInvitation(ada, space, other),
      await postInvitation(ada, space, { id: "x" }),
      await ada.call("POST", spacePath(space, "/invitations"), { json: {} }),
    ];

    expect(statusesOf(answers)).toEqual([409, 409, 404, 403, 403, 422, 422]);
  });

  test("can be made so many times an hour", async ({ expect }) => {
    const [ada, grace, joan] = await three();
    const space = await makeSpace(ada);
    const isolate = newIsolate({ LIMIT_INVITATION: "1/3600" });
    const ask = ({ id }: Person) =>
      isolate.call("POST", spacePath(space, "/invitations"), {
        json: { userId: id },
        token: ada.token,
        from: newAddress(),
      });

    const answers = [await ask(grace), await ask(joan)];

    expect(statusesOf(answers)).toEqual([201, 429]);
  });

  test("is one of a thousand that are open at most", async ({ expect }) => {
    const [ada, grace] = await three();
    const space = await makeSpace(ada);
    await env.DB.prepare(
      `INSERT INTO space_invitations (id, space_id, user_id, inviter_id, status, created_at)
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
         SELECT 'inv ' || ?1 || i, ?1, 'user ' || i, 'x', 'open', i FROM n`,
    )
      .bind(space.id)
      .run();

    const refused = await postInvitation(ada, space, grace);

    expect(refused.status).toBe(409);
  });
});

describe("deciding an invitation", () => {
  test("to accept it brings one in", async ({ expect }) => {
    const { grace, space, invitation } = await invited();

    const accepted = await decideInvitation(grace, invitation, "accept");

    expect(accepted.status).toBe(200);
    expect(await accepted.json()).toMatchObject({
      id: invitation.id,
      status: "accepted",
      decidedAt: expect.any(String),
    });
    expect(await (await readSpace(grace, space)).json()).toMatchObject({ role: "member", memberCount: 2 });
    expect((await own(grace)).items).toEqual([]);
  });

  test("to decline it does not, and one may be asked again", async ({ expect }) => {
    const { ada, grace, space, invitation } = await invited();

    const declined = await decideInvitation(grace, invitation, "decline");
    const anew = await postInvitation(ada, space, grace);

    expect(declined.status).toBe(200);
    expect(await declined.json()).toMatchObject({ status: "declined" });
    expect((await readSpace(grace, space)).status).toBe(404);
    expect(anew.status).toBe(201);
  });

  test.for(["accept", "decline"] as const)(
    "to %s it once more is an illegal transition",
    async (decision, { expect }) => {
      const { grace, invitation } = await invited();
      await decideInvitation(grace, invitation, "accept");

      const again = await decideInvitation(grace, invitation, decision);

      expect([again.status, await again.json()]).toEqual([
        409,
        expect.objectContaining({ code: "ILLEGAL_TRANSITION" }),
      ]);
    },
  );

  test("both ways at once is decided once", async ({ expect }) => {
    const { ada, grace, space, invitation } = await invited();

    const answers = await Promise.all(
      (["accept", "decline", "accept", "decline"] as const).map((one) => decideInvitation(grace, invitation, one)),
    );

    expect(sortedStatuses(answers)).toEqual([200, 409, 409, 409]);
    const decided = await answers.find(({ status }) => status === 200)?.json<InvitationJson>();
    const isIn = (await readSpace(grace, space)).status === 200;
    expect(isIn).toBe(decided?.status === "accepted");
    expect(await (await readSpace(ada, space)).json()).toMatchObject({ memberCount: isIn ? 2 : 1 });
  });

  test("is the invited one's alone: for others there is none", async ({ expect }) => {
    const { ada, eve, invitation } = await invited();

    const answers = await Promise.all([
      decideInvitation(ada, invitation, "accept"),
      decideInvitation(eve, invitation, "accept"),
      decideInvitation(eve, invitation, "decline"),
      decideInvitation(eve, { id: "inv_01h455vb4pex5vsknk084sn02q" }, "accept"),
      decideInvitation(eve, { id: "x" }, "accept"),
      call("POST", `/api/v1/invitations/${invitation.id}/accept`),
    ]);

    expect(statusesOf(answers)).toEqual([404, 404, 404, 404, 404, 401]);
  });
});

describe("taking an invitation back", () => {
  test("is for who manages the space, and ends it for the invited", async ({ expect }) => {
    const { ada, grace, eve, invitation } = await invited();

    const refused = await Promise.all([
      revoke(grace, invitation),
      revoke(eve, invitation),
      revoke(ada, { id: "inv_01h455vb4pex5vsknk084sn02q" }),
      call("DELETE", `/api/v1/invitations/${invitation.id}`),
    ]);
    const revoked = [await revoke(ada, invitation), await revoke(ada, invitation)];
    const late = await decideInvitation(grace, invitation, "accept");

    expect(statusesOf(refused)).toEqual([403, 404, 404, 401]);
    expect(statusesOf(revoked)).toEqual([204, 204]);
    expect([late.status, await late.json()]).toEqual([409, expect.objectContaining({ code: "ILLEGAL_TRANSITION" })]);
    expect((await own(grace)).items).toEqual([]);
  });

  test("is refused once it is decided, and at the same moment one of the two is done", async ({ expect }) => {
    const [{ ada, grace, invitation }, second] = [await invited(), await invited()];
    await decideInvitation(grace, invitation, "decline");

    const late = await revoke(ada, invitation);
    const both = await Promise.all([
      revoke(second.ada, second.invitation),
      decideInvitation(second.grace, second.invitation, "accept"),
    ]);

    expect([late.status, await late.json()]).toEqual([409, expect.objectContaining({ code: "ILLEGAL_TRANSITION" })]);
    expect([
      [204, 409],
      [409, 200],
    ]).toContainEqual(statusesOf(both));
  });

  test("is done by a block between the two", async ({ expect }) => {
    const { ada, grace, invitation } = await invited();

    await block(grace, ada);

    await eventually(async () => expect((await own(grace)).items).toEqual([]));
    const late = await decideInvitation(grace, invitation, "accept");
    expect(late.status).toBe(409);
  });
});

describe("a block between the inviter and the invited", () => {
  test("that nobody has heard of yet keeps the invited out all the same", async ({ expect }) => {
    const { ada, grace, space, invitation } = await invited();
    await env.DB.prepare("INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES (?, ?, 0)")
      .bind(ada.id, grace.id)
      .run();

    const refused = await decideInvitation(grace, invitation, "accept");

    expect([refused.status, await refused.json()]).toEqual([403, expect.objectContaining({ code: "FORBIDDEN" })]);
    expect((await readSpace(grace, space)).status).toBe(404);
  });

  test("that was taken back ends no invitation made after it, however late it is heard of", async ({ expect }) => {
    const [ada, grace] = await three();
    const space = await makeSpace(ada);
    await block(ada, grace);
    await ada.call("DELETE", `/api/v1/users/${grace.username}/block`);
    const invitation = await invite(ada, space, grace);

    await hearAgain("user.blocked", ada);

    expect((await own(grace)).items.map(({ id }) => id)).toEqual([invitation.id]);
  });
});

describe("the list of one's invitations", () => {
  test("goes page by page, the newest first, and shows nobody another's", async ({ expect }) => {
    const [ada, grace, eve] = await three();
    const made: string[] = [];
    for (const name of ["one", "two", "three"])
      made.push((await invite(ada, await makeSpace(ada, { name }), grace)).id);

    const first = await own(grace, "?limit=2");
    const rest = await own(grace, `?limit=2&cursor=${first.nextCursor}`);

    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(made.toReversed());
    expect(rest.nextCursor).toBeNull();
    expect((await own(eve)).items).toEqual([]);
  });

  test("takes no query that does not fit, and is not for nobody", async ({ expect }) => {
    const ada = await signUp();

    const answers = await Promise.all([
      ada.call("GET", "/api/v1/invitations?limit=101"),
      ada.call("GET", "/api/v1/invitations?cursor=x"),
      ada.call("GET", "/api/v1/invitations?status=open"),
      call("GET", "/api/v1/invitations"),
    ]);

    expect(statusesOf(answers)).toEqual([422, 422, 422, 401]);
  });
});
