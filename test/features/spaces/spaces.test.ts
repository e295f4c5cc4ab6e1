import { env } from "cloudflare:workers";
import { describe, test } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { call, newAddress } from "../../support/http.ts";
import { databaseAfter, newIsolate } from "../../support/isolate.ts";
import { type Person, signUp } from "../../support/people.ts";
import { signUpAs } from "../../support/roles.ts";
import {
  bringIn,
  giveRole,
  invite,
  join,
  leave,
  type Listed,
  makeSpace,
  postSpace,
  readSpace,
  type SpaceJson,
  spacePath,
  sortedStatuses,
  statusesOf,
} from "../../support/spaces.ts";

const nobodys = { id: "space_01h455vb4pex5vsknk084sn02q" };
const two = async (): Promise<[Person, Person]> => Promise.all([signUp(), signUp()]);
const three = async (): Promise<[Person, Person, Person]> => Promise.all([signUp(), signUp(), signUp()]);
const patch = (by: Person, space: { id: string }, json: object) => by.call("PATCH", spacePath(space), { json });
const remove = (by: Person, space: { id: string }) => by.call("DELETE", spacePath(space));
const list = async (by: Person, query = "") =>
  (await by.call("GET", `/api/v1/spaces${query}`)).json<Listed<SpaceJson>>();
const idsOf = ({ items }: Listed<{ id: string }>) => items.map(({ id }) => id);

/** How often it was recorded that a space was closed. */
const closings = ({ id }: { id: string }) =>
  env.DB.prepare("SELECT count(*) AS n FROM events WHERE type = 'space.closed' AND payload ->> 'spaceId' = ?")
    .bind(id)
    .first<number>("n");

const rowsOf = async (table: "space_members" | "space_invitations", space: { id: string }) =>
  (
    await env.DB.prepare(
      table === "space_members"
        ? "SELECT count(*) AS n FROM space_members WHERE space_id = ?"
        : "SELECT count(*) AS n FROM space_invitations WHERE space_id = ?",
    )
      .bind(space.id)
      .first<{ n: number }>()
  )?.n;

describe("a space", () => {
  test("is made with its maker as the owner", async ({ expect }) => {
    const ada = await signUp();

    const response = await postSpace(ada, { name: "  Engines  ", description: "Analytical <b>ones</b>" });

    expect(response.status).toBe(201);
    const made = await response.json<SpaceJson>();
    expect(made).toEqual({
      id: expect.stringMatching(/^space_/),
      name: "Engines",
      description: "Analytical <b>ones</b>",
      visibility: "public",
      memberCount: 1,
      role: "owner",
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    expect(await (await readSpace(ada, made)).json()).toEqual(made);
  });

  test("is made once for an idempotency key", async ({ expect }) => {
    const ada = await signUp();
    const json = { name: "Once", visibility: "public" };
    const make = () => ada.call("POST", "/api/v1/spaces", { json, headers: { "idempotency-key": "one" } });

    const [first, again] = [await make(), await make()];

    expect(statusesOf([first, again])).toEqual([201, 201]);
    expect(await again.json()).toEqual(await first.json());
    expect((await list(ada, "?member=true")).items).toHaveLength(1);
  });

  test("can be made so many times an hour", async ({ expect }) => {
    const ada = await signUp();
    const isolate = newIsolate({ LIMIT_SPACE: "1/3600" });
    const json = { name: "Engines", visibility: "public" };
    const make = () => isolate.call("POST", "/api/v1/spaces", { json, token: ada.token, from: newAddress() });

    const answers = [await make(), await make()];

    expect(statusesOf(answers)).toEqual([201, 429]);
  });

  test.for([
    {},
    { name: "" },
    { name: " " },
    { name: "x".repeat(81) },
    { name: "two\nlines" },
    { name: "x\u202Ey" },
    { description: "x".repeat(1_001) },
    { description: "\uD800" },
    { visibility: "secret" },
    { visibility: null },
    { ownerId: "user_01h455vb4pex5vsknk084sn02q" },
    { memberCount: 7 },
  ])("is not made, nor changed, with %j", async (json, { expect }) => {
    const ada = await signUp();
    const space = await makeSpace(ada);
    const isEmpty = Object.keys(json).length === 0;

    const made = await ada.call("POST", "/api/v1/spaces", {
      json: isEmpty ? json : { name: "Fine", visibility: "public", ...json },
    });
    const changed = await patch(ada, space, json);

    expect(statusesOf([made, changed])).toEqual([422, 422]);
  });

  test("is seen by everybody where it is public, and by its members alone where it is private", async ({ expect }) => {
    const [ada, grace, eve] = await three();
    const [open, closed] = [await makeSpace(ada), await makeSpace(ada, { visibility: "private" })];
    await bringIn(ada, closed, grace);

    const answers = await Promise.all([
      readSpace(eve, open),
      readSpace(grace, closed),
      readSpace(eve, closed),
      readSpace(eve, nobodys),
      readSpace(eve, { id: "x" }),
      call("GET", spacePath(open)),
    ]);

    expect(statusesOf(answers)).toEqual([200, 200, 404, 404, 404, 401]);
    expect(await answers[0]?.json()).toMatchObject({ id: open.id, role: null });
    expect(await answers[1]?.json()).toMatchObject({ id: closed.id, role: "member", memberCount: 2 });
    expect(await answers[2]?.json()).toMatchObject({ code: "NOT_FOUND" });
  });

  test("has an ETag", async ({ expect }) => {
    const ada = await signUp();
    const space = await makeSpace(ada);
    const etag = (await readSpace(ada, space)).headers.get("etag") ?? "";

    const again = await ada.call("GET", spacePath(space), { headers: { "if-none-match": etag } });

    expect(again.status).toBe(304);
  });

  test("is changed by owner and admins, seen by members and refused, hidden from strangers", async ({ expect }) => {
    const [ada, grace, eve] = await three();
    const [open, closed] = [await makeSpace(ada), await makeSpace(ada, { visibility: "private" })];
    await join(grace, open);

    const byMember = await patch(grace, open, { name: "Mine" });
    await giveRole(ada, open, grace, "admin");
    const byAdmin = await patch(grace, open, { name: "Ours", description: "" });
    const byOwner = await patch(ada, open, { description: "Theirs" });
    const others = await Promise.all([
      patch(eve, open, { name: "Mine" }),
      patch(eve, closed, { name: "Mine" }),
      patch(ada, nobodys, { name: "Mine" }),
      call("PATCH", spacePath(open), { json: { name: "Mine" } }),
    ]);

    expect(statusesOf([byMember, byAdmin, byOwner])).toEqual([403, 200, 200]);
    expect(await byOwner.json()).toMatchObject({ name: "Ours", description: "Theirs", role: "owner", memberCount: 2 });
    expect(statusesOf(others)).toEqual([403, 404, 404, 401]);
  });

  test("that is closed is hidden from who saw it, and shown again when it is opened", async ({ expect }) => {
    const [ada, eve] = await two();
    const space = await makeSpace(ada);

    await patch(ada, space, { visibility: "private" });
    const hidden = [await readSpace(eve, space), await join(eve, space)];
    await patch(ada, space, { visibility: "public" });
    const shown = [await readSpace(eve, space), await join(eve, space)];

    expect(statusesOf(hidden)).toEqual([404, 404]);
    expect(statusesOf(shown)).toEqual([200, 204]);
  });

  test("that somebody has opened meanwhile is not closed without a word of it", async ({ expect }) => {
    const ada = await signUp();
    const space = await makeSpace(ada, { visibility: "private" });
    const open = () => env.DB.prepare("UPDATE spaces SET visibility = 'public' WHERE id = ?").bind(space.id).run();
    const closing = { json: { visibility: "private" }, token: ada.token, from: newAddress() };

    const late = await newIsolate({ DB: databaseAfter(open) }).call("PATCH", spacePath(space), closing);
    const again = await patch(ada, space, { visibility: "private" });

    expect([statusesOf([late, again]), await closings(space)]).toEqual([[409, 200], 1]);
  });

  test("is one of 500 that somebody is a member of at most", async ({ expect }) => {
    const [ada, grace] = await two();
    const [space, theirs] = [await makeSpace(grace), await makeSpace(grace, { visibility: "private" })];
    const invitation = await invite(grace, theirs, ada);
    await env.DB.prepare(
      `INSERT INTO space_members (space_id, user_id, role, joined_at)
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) SELECT 'space ' || i, ?, 'member', i FROM n`,
    )
      .bind(ada.id)
      .run();

    const answers = [
      await postSpace(ada, {}),
      await join(ada, space),
      await ada.call("POST", `/api/v1/invitations/${invitation.id}/accept`),
    ];

    expect(statusesOf(answers)).toEqual([409, 409, 409]);
    const { items } = await (await ada.call("GET", "/api/v1/invitations")).json<Listed<{ status: string }>>();
    expect(items).toMatchObject([{ status: "open" }]);
  });
});

describe("deleting a space", () => {
  test("is the owner's, and leaves neither members nor invitations", async ({ expect }) => {
    const [ada, grace, eve] = await three();
    const space = await makeSpace(ada, { visibility: "private" });
    await bringIn(ada, space, grace);
    await giveRole(ada, space, grace, "admin");
    const invitation = await invite(ada, space, eve);

    const refused = await Promise.all([remove(grace, space), remove(eve, space), call("DELETE", spacePath(space))]);
    const deleted = await remove(ada, space);
    const accepted = await eve.call("POST", `/api/v1/invitations/${invitation.id}/accept`);
    const again = await remove(ada, space);

    expect(statusesOf(refused)).toEqual([403, 404, 401]);
    expect(statusesOf([deleted, accepted, again])).toEqual([204, 404, 404]);
    expect(statusesOf([await readSpace(grace, space)])).toEqual([404]);
    expect((await list(grace, "?member=true")).items).toEqual([]);
    expect((await (await eve.call("GET", "/api/v1/invitations")).json<Listed<object>>()).items).toEqual([]);
    await eventually(async () => expect(await rowsOf("space_members", space)).toBe(0));
    await eventually(async () => expect(await rowsOf("space_invitations", space)).toBe(0));
  });

  test("twice at once deletes it once", async ({ expect }) => {
    const ada = await signUp();
    const space = await makeSpace(ada);

    const answers = await Promise.all([remove(ada, space), remove(ada, space)]);

    expect(sortedStatuses(answers)).toEqual([204, 404]);
    const row = await env.DB.prepare(
      "SELECT count(*) AS n FROM events WHERE type = 'space.deleted' AND payload ->> 'spaceId' = ?",
    )
      .bind(space.id)
      .first<{ n: number }>();
    expect(row?.n).toBe(1);
  });

  test("of many thousand members leaves none of them", async ({ expect }) => {
    const ada = await signUp();
    const space = await makeSpace(ada);
    await env.DB.prepare(
      `INSERT INTO space_members (space_id, user_id, role, joined_at)
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 11000) SELECT ?, 'user ' || i, 'member', i FROM n`,
    )
      .bind(space.id)
      .run();
    const counted = (await (await readSpace(ada, space)).json<SpaceJson>()).memberCount;

    const deleted = await remove(ada, space);

    expect([counted, deleted.status]).toEqual([11_001, 204]);
    await eventually(async () => expect(await rowsOf("space_members", space)).toBe(0));
  });

  test("is for moderators, too, also of private ones, and audited", async ({ expect }) => {
    const [ada, moderator] = [await signUp(), await signUpAs("moderator")];
    const space = await makeSpace(ada, { visibility: "private" });

    const seen = await readSpace(moderator, space);
    const refused = await Promise.all([patch(moderator, space, { name: "No" }), join(moderator, space)]);
    const deleted = await remove(moderator, space);

    expect(statusesOf([seen, deleted])).toEqual([200, 204]);
    expect(statusesOf(refused)).toEqual([404, 404]);
    const entry = await env.DB.prepare("SELECT result, details FROM audit_entries WHERE action = ? AND actor_id = ?")
      .bind("space.delete", moderator.id)
      .first<{ result: string; details: string }>();
    expect(entry).toMatchObject({ result: "ok", details: JSON.stringify({ spaceId: space.id }) });
  });
});

describe("the list of spaces", () => {
  test("has the public ones and one's own, page by page, the newest first", async ({ expect }) => {
    const [ada, grace, eve] = await three();
    const open = await makeSpace(ada);
    const closed = await makeSpace(ada, { visibility: "private" });
    const joined = await makeSpace(ada, { visibility: "private" });
    await bringIn(ada, joined, grace);

    const first = await list(grace, "?limit=1");
    const rest = await list(grace, `?limit=100&cursor=${first.nextCursor}`);
    const strangers = await list(eve, "?limit=100");

    expect(first.items).toMatchObject([{ id: joined.id, role: "member" }]);
    expect(idsOf(rest)).toContain(open.id);
    expect(idsOf(rest)).not.toContain(closed.id);
    expect(idsOf(strangers)).toContain(open.id);
    expect(idsOf(strangers)).not.toContain(joined.id);
  });

  test("has one's own alone where these are asked for, and ends", async ({ expect }) => {
    const [ada, grace] = await two();
    const made = [await makeSpace(ada), await makeSpace(ada, { visibility: "private" }), await makeSpace(ada)];
    await makeSpace(grace);

    const first = await list(ada, "?member=true&limit=2");
    const rest = await list(ada, `?member=true&limit=2&cursor=${first.nextCursor}`);

    expect([...idsOf(first), ...idsOf(rest)]).toEqual(made.map(({ id }) => id).toReversed());
    expect(rest.nextCursor).toBeNull();
    await leave(grace, made[0] ?? nobodys);
  });

  test.for([
    "?limit=0",
    "?limit=101",
    "?cursor=x",
    "?cursor=WzFd",
    "?member=false",
    "?member=true&member=true",
    "?x=1",
  ])("refuses %s", async (query, { expect }) => {
    const ada = await signUp();

    const response = await ada.call("GET", `/api/v1/spaces${query}`);

    expect(response.status).toBe(422);
  });

  test("is read out of indexes", async ({ expect }) => {
    const queries = [
      "SELECT id FROM spaces WHERE visibility = 'public' AND id < ? ORDER BY id DESC LIMIT 21",
      "SELECT space_id FROM space_members WHERE user_id = ? ORDER BY space_id DESC LIMIT 21",
      "SELECT * FROM space_members WHERE space_id = ? ORDER BY joined_at, user_id LIMIT 21",
      "SELECT * FROM space_invitations WHERE user_id = ? AND status = 'open' ORDER BY id DESC LIMIT 21",
      "SELECT * FROM space_invitations WHERE space_id = ? AND status = 'open' ORDER BY id DESC LIMIT 21",
    ];

    const plans = await Promise.all(
      queries.map(async (query) => {
        const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${query}`).bind("x").all<{ detail: string }>();
        return results.map(({ detail }) => detail).join();
      }),
    );

    for (const plan of plans) expect(plan).toMatch(/^SEARCH \w+ USING (COVERING )?INDEX \w+ \([^)]*\)$/);
  });
});
