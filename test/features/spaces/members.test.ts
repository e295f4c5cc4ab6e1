import { describe, test } from "vitest";
import { call } from "../../support/http.ts";
import { type Person, signUp } from "../../support/people.ts";
import {
  bringIn,
  giveRole,
  invite,
  join,
  leave,
  type Listed,
  makeSpace,
  readSpace,
  type SpaceJson,
  spacePath,
  sortedStatuses,
  statusesOf,
} from "../../support/spaces.ts";

type Member = { user: { id: string }; role: string; joinedAt: string };

const three = async (): Promise<[Person, Person, Person]> => Promise.all([signUp(), signUp(), signUp()]);
const members = async (by: Person, space: { id: string }, query = "") =>
  (await by.call("GET", spacePath(space, `/members${query}`))).json<Listed<Member>>();
const rolesOf = ({ items }: Listed<Member>) => Object.fromEntries(items.map(({ user, role }) => [user.id, role]));
const countOf = async (by: Person, space: { id: string }) =>
  (await (await readSpace(by, space)).json<SpaceJson>()).memberCount;

/** A public space with an owner, an admin and a member. */
async function crew() {
  const [ada, grace, joan] = await three();
  const space = await makeSpace(ada);
  await Promise.all([join(grace, space), join(joan, space)]);
  await giveRole(ada, space, grace, "admin");
  return { ada, grace, joan, space };
}

describe("joining a space", () => {
  test("is for who sees it, once however often, and counted exactly", async ({ expect }) => {
    const [ada, grace] = await three();
    const space = await makeSpace(ada);

    const answers = await Promise.all(Array.from({ length: 10 }, () => join(grace, space)));

    expect(new Set(statusesOf(answers))).toEqual(new Set([204]));
    expect(await countOf(grace, space)).toBe(2);
    expect(rolesOf(await members(grace, space))).toEqual({ [ada.id]: "owner", [grace.id]: "member" });
  });

  test("again changes no role", async ({ expect }) => {
    const { ada, grace, space } = await crew();

    const answers = [await join(ada, space), await join(grace, space)];

    expect(statusesOf(answers)).toEqual([204, 204]);
    expect(rolesOf(await members(ada, space))).toMatchObject({ [ada.id]: "owner", [grace.id]: "admin" });
  });

  test("is refused for private spaces, for others, and without being signed in", async ({ expect }) => {
    const [ada, grace, eve] = await three();
    const [open, closed] = [await makeSpace(ada), await makeSpace(ada, { visibility: "private" })];

    const answers = await Promise.all([
      join(eve, closed),
      join(ada, open, grace),
      join(eve, open, grace),
      join(eve, closed, grace),
      join(eve, { id: "space_01h455vb4pex5vsknk084sn02q" }),
      eve.call("PUT", spacePath(open, "/members/me")),
      call("PUT", spacePath(open, `/members/${eve.id}`)),
    ]);

    expect(statusesOf(answers)).toEqual([404, 403, 403, 404, 404, 404, 401]);
  });

  test("is refused for whom the owner has blocked", async ({ expect }) => {
    const [ada, eve] = await three();
    const space = await makeSpace(ada);
    await ada.call("PUT", `/api/v1/users/${eve.username}/block`);

    const refused = await join(eve, space);

    expect(refused.status).toBe(403);
  });

  test("accepts an invitation that was open", async ({ expect }) => {
    const [ada, grace] = await three();
    const space = await makeSpace(ada);
    const { id } = await invite(ada, space, grace);

    await join(grace, space);

    const accepted = await grace.call("POST", `/api/v1/invitations/${id}/accept`);
    expect([accepted.status, await accepted.json()]).toEqual([
      409,
      expect.objectContaining({ code: "ILLEGAL_TRANSITION" }),
    ]);
    expect(await countOf(ada, space)).toBe(2);
  });
});

describe("leaving a space", () => {
  test("is everybody's but the owner's, and counted", async ({ expect }) => {
    const { ada, grace, joan, space } = await crew();

    const answers = [
      await leave(joan, space),
      await leave(joan, space),
      await leave(grace, space),
      await leave(ada, space),
    ];

    expect(statusesOf(answers)).toEqual([204, 204, 204, 409]);
    expect(rolesOf(await members(ada, space))).toEqual({ [ada.id]: "owner" });
    expect(await countOf(ada, space)).toBe(1);
  });

  test("a private one hides it", async ({ expect }) => {
    const [ada, grace] = await three();
    const space = await makeSpace(ada, { visibility: "private" });
    await bringIn(ada, space, grace);

    const left = await leave(grace, space);

    expect(left.status).toBe(204);
    expect(statusesOf([await readSpace(grace, space), await leave(grace, space)])).toEqual([404, 404]);
  });
});

describe("removing a member", () => {
  test("is the owner's for all others, and an admin's for members alone", async ({ expect }) => {
    const { ada, grace, joan, space } = await crew();
    const other = await signUp();
    await join(other, space);
    await giveRole(ada, space, other, "admin");

    const refused = [
      await leave(grace, space, ada),
      await leave(grace, space, other),
      await leave(joan, space, grace),
      await leave(await signUp(), space, joan),
      await call("DELETE", spacePath(space, `/members/${joan.id}`)),
    ];
    const done = [await leave(grace, space, joan), await leave(ada, space, other), await leave(ada, space, grace)];
    const gone = await leave(ada, space, joan);

    expect(statusesOf(refused)).toEqual([403, 403, 403, 403, 401]);
    expect(statusesOf(done)).toEqual([204, 204, 204]);
    expect(gone.status).toBe(404);
    expect(rolesOf(await members(ada, space))).toEqual({ [ada.id]: "owner" });
  });

  test("by two at once removes them once", async ({ expect }) => {
    const { ada, grace, joan, space } = await crew();

    const answers = await Promise.all([leave(ada, space, joan), leave(grace, space, joan)]);

    expect(sortedStatuses(answers)).toEqual([204, 404]);
    expect(await countOf(ada, space)).toBe(2);
  });
});

describe("a role", () => {
  test("is given by the owner, who is told of the member as they are then", async ({ expect }) => {
    const { ada, joan, space } = await crew();

    const answers = [await giveRole(ada, space, joan, "admin"), await giveRole(ada, space, joan, "admin")];

    expect(statusesOf(answers)).toEqual([200, 200]);
    expect(await answers[1]?.json()).toEqual({
      user: { id: joan.id, username: joan.username, displayName: joan.username },
      role: "admin",
      joinedAt: expect.any(String),
    });
  });

  test("is not given by others, to strangers, to oneself, or by a name that is none", async ({ expect }) => {
    const { ada, grace, joan, space } = await crew();
    const eve = await signUp();
    const closed = await makeSpace(ada, { visibility: "private" });

    const answers = [
      await giveRole(grace, space, joan, "admin"),
      await giveRole(joan, space, joan, "owner"),
      await giveRole(eve, space, joan, "admin"),
      await giveRole(eve, closed, ada, "member"),
      await giveRole(ada, space, eve, "admin"),
      await giveRole(ada, space, ada, "member"),
      await giveRole(ada, space, joan, "king"),
      await call("PATCH", spacePath(space, `/members/${joan.id}`), { json: { role: "admin" } }),
    ];

    expect(statusesOf(answers)).toEqual([403, 403, 403, 404, 404, 409, 422, 401]);
  });

  test("of the owner is handed over, and who did so is an admin and may go", async ({ expect }) => {
    const { ada, grace, joan, space } = await crew();

    const handed = await giveRole(ada, space, joan, "owner");
    const roles = rolesOf(await members(grace, space));
    const answers = [
      await ada.call("DELETE", spacePath(space)),
      await leave(joan, space),
      await leave(ada, space),
      await joan.call("DELETE", spacePath(space)),
    ];

    expect(handed.status).toBe(200);
    expect(roles).toEqual({ [ada.id]: "admin", [grace.id]: "admin", [joan.id]: "owner" });
    expect(statusesOf(answers)).toEqual([403, 409, 204, 204]);
  });

  test("of the owner that is handed to two at once is one's", async ({ expect }) => {
    const { ada, grace, joan, space } = await crew();

    const answers = await Promise.all([giveRole(ada, space, grace, "owner"), giveRole(ada, space, joan, "owner")]);

    expect(statusesOf(answers).filter((status) => status === 200)).toHaveLength(1);
    const roles = Object.values(rolesOf(await members(ada, space)));
    expect(roles.filter((role) => role === "owner")).toHaveLength(1);
  });

  test("of the owner is nobody's who leaves at the same moment", async ({ expect }) => {
    const { ada, joan, space } = await crew();

    await Promise.all([giveRole(ada, space, joan, "owner"), leave(joan, space)]);

    const roles = rolesOf(await members(ada, space));
    const owners = Object.entries(roles).filter(([, role]) => role === "owner");
    expect(owners).toHaveLength(1);
    expect(await countOf(ada, space)).toBe(Object.keys(roles).length);
  });
});

describe("the list of members", () => {
  test("goes page by page in the order in which they joined", async ({ expect }) => {
    const [ada, grace, joan] = await three();
    const space = await makeSpace(ada);
    await join(grace, space);
    await join(joan, space);

    const first = await members(joan, space, "?limit=2");
    const rest = await members(joan, space, `?limit=2&cursor=${first.nextCursor}`);

    expect([...first.items, ...rest.items].map(({ user }) => user.id)).toEqual([ada.id, grace.id, joan.id]);
    expect(rest.nextCursor).toBeNull();
  });

  test("of a private space is its members' alone, and takes no query that does not fit", async ({ expect }) => {
    const [ada, eve] = await three();
    const [open, closed] = [await makeSpace(ada), await makeSpace(ada, { visibility: "private" })];

    const answers = await Promise.all([
      eve.call("GET", spacePath(closed, "/members")),
      eve.call("GET", spacePath(open, "/members?limit=101")),
      eve.call("GET", spacePath(open, "/members?cursor=x")),
      call("GET", spacePath(open, "/members")),
    ]);

    expect(statusesOf(answers)).toEqual([404, 422, 422, 401]);
  });
});
