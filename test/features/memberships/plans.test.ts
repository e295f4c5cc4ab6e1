import { describe, test } from "vitest";
import { call } from "../../support/http.ts";
import {
  apply,
  archive,
  create,
  madeUpPlan,
  newPlan,
  offeredPlan,
  type Page,
  type Plan,
} from "../../support/memberships.ts";
import { type Person, signUp } from "../../support/people.ts";
import { actsAbout } from "../../support/records.ts";
import { signUpAs, signUpWith, withoutRoles } from "../../support/roles.ts";

const read = (by: Person, id: string, headers: Record<string, string> = {}) =>
  by.call("GET", `/api/v1/plans/${id}`, { headers });
const change = (by: Person, id: string, json: object) => by.call("PATCH", `/api/v1/plans/${id}`, { json });
const listed = async (by: Person, query = "") => (await by.call("GET", `/api/v1/plans${query}`)).json<Page<Plan>>();
const statusesOf = (answers: Response[]) => answers.map(({ status }) => status);

describe("a plan", () => {
  test("is offered by who manages plans, and read by everybody who is signed in", async ({ expect }) => {
    const [manager, ada] = await Promise.all([signUpAs("admin"), signUp()]);

    const made = await create(manager, { description: "Everything,\nalways." });

    expect(made.status).toBe(201);
    const plan = await made.json<Plan>();
    expect(plan).toEqual({
      ...newPlan,
      id: expect.stringMatching(/^plan_/),
      description: "Everything,\nalways.",
      status: "active",
      creator: { id: manager.id, username: manager.username, displayName: expect.any(String) },
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    const seen = await read(ada, plan.id);
    expect([seen.status, await seen.json()]).toEqual([200, plan]);
    const again = await read(ada, plan.id, { "if-none-match": seen.headers.get("etag") ?? "" });
    expect(again.status).toBe(304);
  });

  test("is made once for the same idempotency key", async ({ expect }) => {
    const manager = await signUpAs("admin");
    const headers = { "idempotency-key": crypto.randomUUID() };

    const first = await create(manager, {}, { headers });
    const again = await create(manager, {}, { headers });
    const other = await create(manager, { name: "Silver" }, { headers });

    expect(statusesOf([first, again, other])).toEqual([201, 201, 422]);
    expect(await again.json()).toEqual(await first.json());
    expect(await other.json()).toMatchObject({ code: "IDEMPOTENCY_KEY_REUSED" });
  });

  test.for<[string, object]>([
    ["a price below nothing", { price: { amount: -1, currency: "KWD" } }],
    ["a price in fractions", { price: { amount: 1.5, currency: "KWD" } }],
    ["a price in words", { price: { amount: "1", currency: "KWD" } }],
    ["a price beyond all", { price: { amount: 1e12, currency: "KWD" } }],
    ["a currency in small letters", { price: { amount: 1, currency: "kwd" } }],
    ["a currency of no country", { price: { amount: 1, currency: "BTC" } }],
    ["no currency", { price: { amount: 1 } }],
    ["an exponent of its own", { price: { amount: 1, currency: "KWD", exponent: 2 } }],
    ["an interval that is none", { interval: "week" }],
    ["no name", { name: " " }],
    ["a name of two lines", { name: "two\nlines" }],
    ["a name without end", { name: "x".repeat(121) }],
    ["a description without end", { description: "x".repeat(4_001) }],
    ["half a character", { description: "\uD800" }],
    ["a state", { status: "archived" }],
    ["somebody else as its creator", { creatorId: "user_01h455vb4pex5vsknk084sn02q" }],
  ])("does not fit with %s", async ([, json], { expect }) => {
    const manager = await signUpAs("admin");

    expect((await create(manager, json)).status).toBe(422);
  });

  test("is free, or priced in whole minor units of any currency", async ({ expect }) => {
    const manager = await signUpAs("admin");

    const answers = await Promise.all(
      [
        { amount: 0, currency: "KWD" },
        { amount: 999_999_999_999, currency: "JPY" },
        { amount: 199, currency: "USD" },
      ].map((price) => create(manager, { price, interval: "once" })),
    );

    expect(statusesOf(answers)).toEqual([201, 201, 201]);
  });

  test("is changed in what is named alone", async ({ expect }) => {
    const { manager, plan } = await offeredPlan({ description: "All of it" });

    const renamed = await change(manager, plan.id, { name: "Platinum" });
    const priced = await change(manager, plan.id, { price: { amount: 5, currency: "JPY" }, interval: "year" });
    const bare = await change(manager, plan.id, { description: null });
    const same = await change(manager, plan.id, {});

    expect(statusesOf([renamed, priced, bare, same])).toEqual([200, 200, 200, 200]);
    expect(await renamed.json()).toMatchObject({ ...newPlan, name: "Platinum", description: "All of it" });
    const changed = { name: "Platinum", description: null, price: { amount: 5, currency: "JPY" }, interval: "year" };
    expect(await same.json()).toMatchObject({ ...changed, id: plan.id, status: "active" });
  });

  test("is managed by nobody else, not by its creator who may no longer", async ({ expect }) => {
    const { manager, plan } = await offeredPlan();
    const [ada, decider, keyed] = await Promise.all([
      signUp(),
      signUpWith("application.decide", "community.read", "community.write"),
      signUpWith("plan.manage"),
    ]);
    const former = await withoutRoles(manager);

    for (const person of [ada, decider, former]) {
      const answers = [
        await create(person),
        await change(person, plan.id, { name: "x" }),
        await archive(person, plan.id),
        await archive(person, madeUpPlan),
      ];
      expect(statusesOf(answers)).toEqual([403, 403, 403, 403]);
    }
    expect((await change(keyed, plan.id, { name: "Keyed" })).status).toBe(200);
  });

  test("that is none is not found, and nobody learns anything", async ({ expect }) => {
    const { manager, plan } = await offeredPlan();

    const unknown = await Promise.all(
      [madeUpPlan, "x", "app_01h455vb4pex5vsknk084sn02q"].flatMap((id) => [
        read(manager, id),
        change(manager, id, { name: "x" }),
        archive(manager, id),
      ]),
    );
    const nobodys = await Promise.all([
      call("POST", "/api/v1/plans", { json: newPlan }),
      call("GET", "/api/v1/plans"),
      call("GET", `/api/v1/plans/${plan.id}`),
      call("PATCH", `/api/v1/plans/${plan.id}`, { json: { name: "x" } }),
      call("DELETE", `/api/v1/plans/${plan.id}`),
    ]);

    expect(new Set(statusesOf(unknown))).toEqual(new Set([404]));
    expect(new Set(statusesOf(nobodys))).toEqual(new Set([401]));
  });

  test("leaves each act of who manages it in the audit log", async ({ expect }) => {
    const { manager, plan } = await offeredPlan();

    await change(manager, plan.id, { name: "Platinum" });
    await archive(manager, plan.id);

    const acts = await actsAbout("planId", plan.id);
    expect(acts.map(({ action, result, actorId }) => [action, result, actorId])).toEqual([
      ["plan.create", "ok", manager.id],
      ["plan.update", "ok", manager.id],
      ["plan.archive", "ok", manager.id],
    ]);
  });
});

describe("an archived plan", () => {
  test("is as good as gone, but for who has to do with it", async ({ expect }) => {
    const [{ manager, plan }, ada, eve] = await Promise.all([offeredPlan(), signUp(), signUp()]);
    const [keyed, decider] = await Promise.all([
      signUpWith("plan.manage", "community.read"),
      signUpWith("application.decide", "community.read"),
    ]);
    await apply(ada, plan.id);

    const archived = [await archive(manager, plan.id), await archive(manager, plan.id)];

    expect(statusesOf(archived)).toEqual([204, 204]);
    const former = await withoutRoles(manager);
    const seen = await Promise.all([ada, former, keyed, decider, eve].map((person) => read(person, plan.id)));
    expect(statusesOf(seen)).toEqual([200, 200, 200, 200, 404]);
    expect(await seen[0]?.json()).toMatchObject({ id: plan.id, status: "archived" });
    expect((await listed(ada)).items.map(({ id }) => id)).not.toContain(plan.id);
  });

  test("cannot be changed any more", async ({ expect }) => {
    const { manager, plan } = await offeredPlan();
    await archive(manager, plan.id);

    const refused = await change(manager, plan.id, { name: "x" });

    expect([refused.status, await refused.json()]).toEqual([
      409,
      expect.objectContaining({ code: "ILLEGAL_TRANSITION" }),
    ]);
  });
});

describe("the list of plans", () => {
  test("comes page by page, the newest first, without what is archived", async ({ expect }) => {
    const [manager, ada] = await Promise.all([signUpAs("admin"), signUp()]);
    const plans: Plan[] = [];
    for (const name of ["one", "two", "gone", "three"]) {
      plans.push(await (await create(manager, { name })).json<Plan>());
    }
    await archive(manager, plans[2]?.id ?? "");

    const first = await listed(ada, "?limit=2");
    const second = await listed(ada, `?limit=2&cursor=${first.nextCursor}`);

    expect(first.items.map(({ name }) => name)).toEqual(["three", "two"]);
    expect(second.items[0]?.name).toBe("one");
    expect(first.items[0]?.creator?.id).toBe(manager.id);
  });

  test.for(["?limit=0", "?limit=101", "?cursor=x", "?status=archived"])("refuses %s", async (query, { expect }) => {
    const ada = await signUp();

    expect((await ada.call("GET", `/api/v1/plans${query}`)).status).toBe(422);
  });
});
