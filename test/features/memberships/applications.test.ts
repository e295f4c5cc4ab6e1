import { describe, test } from "vitest";
import { call, newAddress } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import {
  type Application,
  appliedFor,
  apply,
  archive,
  madeUpApplication,
  madeUpPlan,
  offeredPlan,
  type Page,
  settle,
} from "../../support/memberships.ts";
import { type Person, signUp } from "../../support/people.ts";
import { eventsAbout, notedDatabase, planOf } from "../../support/records.ts";
import { signUpAs, signUpWith, withoutRoles } from "../../support/roles.ts";

const read = (by: Person, id: string) => by.call("GET", `/api/v1/applications/${id}`);
const own = async (by: Person, query = "") =>
  (await by.call("GET", `/api/v1/applications${query}`)).json<Page<Application>>();
const ofPlan = (by: Person, planId: string, query = "") =>
  by.call("GET", `/api/v1/plans/${planId}/applications${query}`);
const everyOne = (by: Person, query: string) => by.call("GET", `/api/v1/admin/applications${query}`);
const statusesOf = (answers: Response[]) => answers.map(({ status }) => status);
const codeOf = async (answer: Response) => [answer.status, (await answer.json<{ code: string }>()).code];

describe("an application", () => {
  test("is submitted, told of once, and seen by its applicant", async ({ expect }) => {
    const [{ manager, plan }, ada] = await Promise.all([offeredPlan(), signUp()]);

    const answer = await apply(ada, plan.id, { message: "Let me in!" });

    expect(answer.status).toBe(201);
    const application = await answer.json<Application>();
    expect(application).toEqual({
      id: expect.stringMatching(/^app_/),
      planId: plan.id,
      planName: plan.name,
      applicant: { id: ada.id, username: ada.username, displayName: expect.any(String) },
      message: "Let me in!",
      status: "submitted",
      reason: null,
      decidedBy: null,
      decidedAt: null,
      createdAt: expect.any(String),
    });
    const seen = await read(ada, application.id);
    expect(await seen.json()).toEqual(application);
    expect(seen.headers.get("etag")).toMatch(/^"/);
    expect(await eventsAbout("application.submitted", "planId", plan.id)).toEqual([
      {
        applicationId: application.id,
        planId: plan.id,
        planName: plan.name,
        creatorId: manager.id,
        applicantId: ada.id,
      },
    ]);
  });

  test("is one while it is open or approved, and may be made again after it was not", async ({ expect }) => {
    const { manager, plan, ada, application } = await appliedFor();

    const whileOpen = await codeOf(await apply(ada, plan.id));
    await settle(ada, "withdraw", application.id);
    const second = await (await apply(ada, plan.id)).json<Application>();
    await settle(manager, "reject", second.id);
    const third = await (await apply(ada, plan.id)).json<Application>();
    await settle(manager, "approve", third.id);
    const whileApproved = await codeOf(await apply(ada, plan.id));

    expect([whileOpen, whileApproved]).toEqual([
      [409, "CONFLICT"],
      [409, "CONFLICT"],
    ]);
    expect((await own(ada)).items.map(({ status }) => status)).toEqual(["approved", "rejected", "withdrawn"]);
  });

  test("made by ten calls at once is one, with one event", async ({ expect }) => {
    const [{ plan }, ada, grace] = await Promise.all([offeredPlan(), signUp(), signUp()]);

    const answers = await Promise.all(Array.from({ length: 10 }, () => apply(ada, plan.id)));
    const others = await apply(grace, plan.id);

    expect(statusesOf(answers).filter((status) => status === 201)).toHaveLength(1);
    expect(new Set(statusesOf(answers))).toEqual(new Set([201, 409]));
    expect(others.status).toBe(201);
    expect(await eventsAbout("application.submitted", "applicantId", ada.id)).toHaveLength(1);
  });

  test("is made once for the same idempotency key", async ({ expect }) => {
    const [{ plan }, ada] = await Promise.all([offeredPlan(), signUp()]);
    const headers = { "idempotency-key": crypto.randomUUID() };

    const first = await apply(ada, plan.id, { message: "a" }, { headers });
    const again = await apply(ada, plan.id, { message: "a" }, { headers });
    const other = await apply(ada, plan.id, { message: "b" }, { headers });

    expect(statusesOf([first, again, other])).toEqual([201, 201, 422]);
    expect(await again.json()).toEqual(await first.json());
  });

  test("for an archived plan is none", async ({ expect }) => {
    const { manager, plan, ada, application } = await appliedFor();
    const eve = await signUp();
    await settle(ada, "withdraw", application.id);
    await archive(manager, plan.id);

    const answers = [await apply(ada, plan.id), await apply(manager, plan.id), await apply(eve, plan.id)];

    expect(await Promise.all(answers.map(codeOf))).toEqual([
      [409, "ILLEGAL_TRANSITION"],
      [409, "ILLEGAL_TRANSITION"],
      [404, "NOT_FOUND"],
    ]);
    expect(await eventsAbout("application.submitted", "planId", plan.id)).toHaveLength(1);
  });

  test("and the end of the plan at once: whoever applied has applied for an active one", async ({ expect }) => {
    const { manager, plan } = await offeredPlan();
    const people = await Promise.all(Array.from({ length: 5 }, () => signUp()));

    const [archived, ...answers] = await Promise.all([
      archive(manager, plan.id),
      ...people.map((person) => apply(person, plan.id)),
    ]);

    expect(archived.status).toBe(204);
    const made = statusesOf(answers).filter((status) => status === 201).length;
    expect(statusesOf(answers).filter((status) => ![201, 404, 409].includes(status))).toEqual([]);
    expect(await eventsAbout("application.submitted", "planId", plan.id)).toHaveLength(made);
    expect((await (await ofPlan(manager, plan.id)).json<Page<Application>>()).items).toHaveLength(made);
  });

  test("is refused for no plan, for what does not fit, and to nobody", async ({ expect }) => {
    const [{ plan }, ada, reader] = await Promise.all([offeredPlan(), signUp(), signUpWith("community.read")]);

    const answers = await Promise.all([
      apply(ada, madeUpPlan),
      apply(ada, "x"),
      apply(ada, plan.id, { message: "" }),
      apply(ada, plan.id, { message: "x".repeat(4_001) }),
      apply(ada, plan.id, { status: "approved" }),
      apply(ada, plan.id, { applicantId: reader.id }),
      apply(reader, plan.id),
      call("POST", `/api/v1/plans/${plan.id}/applications`, { json: {} }),
    ]);

    expect(statusesOf(answers)).toEqual([404, 404, 422, 422, 422, 422, 403, 401]);
    expect((await own(ada)).items).toEqual([]);
  });

  test("can be made so many times an hour", async ({ expect }) => {
    const [{ manager, plan }, other, ada] = await Promise.all([offeredPlan(), offeredPlan(), signUp()]);
    const isolate = newIsolate({ LIMIT_APPLICATION: "1/3600" });
    const options = { json: {}, token: ada.token, from: newAddress() };

    const first = await isolate.call("POST", `/api/v1/plans/${plan.id}/applications`, options);
    const second = await isolate.call("POST", `/api/v1/plans/${other.plan.id}/applications`, options);

    expect(statusesOf([first, second])).toEqual([201, 429]);
    expect((await ofPlan(manager, plan.id)).status).toBe(200);
  });

  test("is seen by who decides on it, and to others it is as if it was not", async ({ expect }) => {
    const { manager, plan, application } = await appliedFor();
    const [eve, decider, keyed] = await Promise.all([
      signUp(),
      signUpWith("application.decide", "community.read"),
      signUpWith("plan.manage", "community.read"),
    ]);
    const former = await withoutRoles(manager);

    const theirs = await Promise.all([former, decider].map((person) => read(person, application.id)));
    const strangers = await Promise.all([
      read(eve, application.id),
      read(keyed, application.id),
      read(eve, madeUpApplication),
      read(eve, "x"),
      ofPlan(eve, plan.id),
      ofPlan(keyed, plan.id),
      ofPlan(manager, madeUpPlan),
      ofPlan(manager, "x"),
    ]);
    const nobodys = await Promise.all(
      [`applications/${application.id}`, "applications", `plans/${plan.id}/applications`].map((path) =>
        call("GET", `/api/v1/${path}`),
      ),
    );

    expect(statusesOf(theirs)).toEqual([200, 200]);
    expect(new Set(statusesOf(strangers))).toEqual(new Set([404]));
    expect(new Set(statusesOf(nobodys))).toEqual(new Set([401]));
  });
});

describe("the list of one's own applications", () => {
  test("comes by state and page by page, the newest first, and is nobody else's", async ({ expect }) => {
    const [ada, grace, manager] = await Promise.all([signUp(), signUp(), signUpAs("admin")]);
    const made: Application[] = [];
    for (let count = 0; count < 3; count += 1) {
      const { plan } = await offeredPlan();
      made.push(await (await apply(ada, plan.id)).json<Application>());
      await apply(grace, plan.id);
    }
    const [first, second, third] = made.map(({ id }) => id);
    await settle(manager, "approve", second ?? "");

    const page = await own(ada, "?limit=2");
    const rest = await own(ada, `?limit=2&cursor=${page.nextCursor}`);
    const memberships = await own(ada, "?status=approved");

    expect(page.items.map(({ id }) => id)).toEqual([third, second]);
    expect([rest.items.map(({ id }) => id), rest.nextCursor]).toEqual([[first], null]);
    expect(memberships.items).toEqual([expect.objectContaining({ id: second, status: "approved" })]);
  });

  test.for(["?limit=0", "?cursor=x", "?status=open", "?planId=x"])("refuses %s", async (query, { expect }) => {
    const ada = await signUp();

    expect((await ada.call("GET", `/api/v1/applications${query}`)).status).toBe(422);
  });
});

describe("the list of a plan's applications", () => {
  test("comes by state and page by page, with who applied", async ({ expect }) => {
    const { manager, plan } = await offeredPlan();
    const people = await Promise.all([signUp(), signUp(), signUp()]);
    const made: Application[] = [];
    for (const person of people) made.push(await (await apply(person, plan.id)).json<Application>());
    await settle(manager, "reject", made[0]?.id ?? "");
    const former = await withoutRoles(manager);
    const list = async (query: string) => (await ofPlan(former, plan.id, query)).json<Page<Application>>();

    const first = await list("?limit=2");
    const second = await list(`?limit=2&cursor=${first.nextCursor}`);
    const open = await list("?status=submitted&limit=1");
    const rest = await list(`?status=submitted&limit=1&cursor=${open.nextCursor}`);

    const applicants = [...first.items, ...second.items].map(({ applicant }) => applicant?.id);
    expect(applicants).toEqual(people.map(({ id }) => id).toReversed());
    expect(second.nextCursor).toBeNull();
    expect([open.items[0]?.id, rest.items[0]?.id, rest.nextCursor]).toEqual([made[2]?.id, made[1]?.id, null]);
  });
});

describe("the list of every plan's applications", () => {
  test("comes the oldest first, page by page and by state, for who decides", async ({ expect }) => {
    const [one, other, decider] = await Promise.all([appliedFor(), appliedFor(), signUpWith("application.decide")]);
    const third = await (await apply(one.ada, other.plan.id)).json<Application>();
    await settle(one.manager, "approve", other.application.id);
    const wanted = [one.application.id, other.application.id, third.id].toSorted();
    const before = btoa(JSON.stringify([`${wanted[0]?.slice(0, -1)}`])).replaceAll("=", "");
    const list = async (query: string) => (await everyOne(decider, query)).json<Page<Application>>();

    const first = await list(`?limit=2&cursor=${before}`);
    const rest = await list(`?limit=1&cursor=${first.nextCursor}`);
    const open = await list(`?status=submitted&limit=2&cursor=${before}`);

    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(wanted);
    expect(open.items.map(({ id }) => id)).toEqual(wanted.filter((id) => id !== other.application.id));
    expect(first.items[0]).toMatchObject({ planName: expect.any(String), applicant: { id: expect.any(String) } });
  });

  test("is refused to others, and for what does not fit", async ({ expect }) => {
    const [ada, manager, decider] = await Promise.all([
      signUp(),
      signUpWith("plan.manage"),
      signUpWith("application.decide"),
    ]);

    const answers = await Promise.all([
      everyOne(ada, ""),
      everyOne(manager, ""),
      everyOne(decider, "?status=open"),
      everyOne(decider, "?cursor=x"),
      everyOne(decider, "?limit=101"),
      call("GET", "/api/v1/admin/applications"),
    ]);

    expect(statusesOf(answers)).toEqual([403, 403, 422, 422, 422, 401]);
  });
});

describe("every list", () => {
  test("is read out of an index, in as many statements for many rows as for one", async ({ expect }) => {
    const { manager, plan } = await appliedFor();
    const { DB, statements } = notedDatabase();
    const isolate = newIsolate({ DB });
    await isolate.call("GET", "/api/v1/plans?limit=1", { token: manager.token });
    statements.length = 0;

    const cursor = btoa(JSON.stringify([madeUpApplication])).replaceAll("=", "");
    for (const path of [
      `plans?cursor=${cursor}`,
      `plans/${plan.id}/applications?cursor=${cursor}`,
      `plans/${plan.id}/applications?status=submitted&cursor=${cursor}`,
      `applications?cursor=${cursor}`,
      `applications?status=approved&cursor=${cursor}`,
      `admin/applications?cursor=${cursor}`,
      `admin/applications?status=submitted&cursor=${cursor}`,
    ]) {
      expect((await isolate.call("GET", `/api/v1/${path}`, { token: manager.token })).status).toBe(200);
    }

    const lists = statements.filter((sql) => /^select .*order by/i.test(sql));
    expect(lists).toHaveLength(7);
    expect(statements.length).toBeLessThanOrEqual(16);
    for (const sql of lists) {
      const lines = await planOf(sql);
      expect(
        lines.filter((line) => /^SCAN|TEMP B-TREE/.test(line)),
        lines.join("; "),
      ).toEqual([]);
    }
  });
});
