import { describe, test } from "vitest";
import { call } from "../../support/http.ts";
import {
  type Application,
  appliedFor,
  apply,
  archive,
  madeUpApplication,
  offeredPlan,
  settle,
} from "../../support/memberships.ts";
import { type Person, signUp } from "../../support/people.ts";
import { actsAbout, eventsAbout } from "../../support/records.ts";
import { signUpAs, signUpWith, withoutRoles } from "../../support/roles.ts";

const statusesOf = (answers: Response[]) => answers.map(({ status }) => status);
const codeOf = async (answer: Response) => [answer.status, (await answer.json<{ code: string }>()).code];
const reject = (by: Person, id: string, json: object) => settle(by, "reject", id, { json });

async function toldOf(applicationId: string): Promise<unknown[]> {
  const kinds = ["application.approved", "application.rejected"];
  return (await Promise.all(kinds.map((kind) => eventsAbout(kind, "applicationId", applicationId)))).flat();
}

describe("a decision", () => {
  test("of the plan's creator, who need not have any permission, makes a member", async ({ expect }) => {
    const { manager, plan, ada, application } = await appliedFor();
    const creator = await withoutRoles(manager);

    const answer = await settle(creator, "approve", application.id);

    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      ...application,
      status: "approved",
      decidedBy: manager.id,
      decidedAt: expect.any(String),
    });
    expect(await toldOf(application.id)).toEqual([
      {
        applicationId: application.id,
        planId: plan.id,
        planName: plan.name,
        applicantId: ada.id,
        deciderId: manager.id,
      },
    ]);
    expect(await actsAbout("applicationId", application.id)).toEqual([
      {
        action: "application.approve",
        result: "ok",
        actorId: manager.id,
        details: { applicationId: application.id },
      },
    ]);
  });

  test("of who decides by permission rejects, with a reason or without", async ({ expect }) => {
    const [one, other] = await Promise.all([appliedFor(), appliedFor()]);
    const decider = await signUpWith("application.decide", "community.write");

    const [withReason, without] = [
      await reject(decider, one.application.id, { reason: "Not this year." }),
      await settle(decider, "reject", other.application.id),
    ];

    expect(statusesOf([withReason, without])).toEqual([200, 200]);
    expect(await withReason.json()).toMatchObject({
      status: "rejected",
      reason: "Not this year.",
      decidedBy: decider.id,
    });
    expect(await without.json()).toMatchObject({ status: "rejected", reason: null });
    const told = [...(await toldOf(one.application.id)), ...(await toldOf(other.application.id))];
    expect(told).toEqual([
      expect.objectContaining({ deciderId: decider.id, applicantId: one.ada.id, reason: "Not this year." }),
      expect.objectContaining({ deciderId: decider.id, applicantId: other.ada.id, reason: null }),
    ]);
    expect((await actsAbout("applicationId", one.application.id)).map(({ action }) => action)).toEqual([
      "application.reject",
    ]);
  });

  test.for(["approve", "reject", "withdraw"] as const)("is not followed by another: %s", async (first, { expect }) => {
    const { manager, ada, application } = await appliedFor();
    await settle(first === "withdraw" ? ada : manager, first, application.id);
    const told = await toldOf(application.id);
    const acts = await actsAbout("applicationId", application.id);

    const answers = [
      await settle(manager, "approve", application.id),
      await settle(manager, "reject", application.id),
      await settle(ada, "withdraw", application.id),
    ];

    for (const answer of answers) expect(await codeOf(answer)).toEqual([409, "ILLEGAL_TRANSITION"]);
    expect(await toldOf(application.id)).toEqual(told);
    expect(await actsAbout("applicationId", application.id)).toEqual(acts);
  });

  test("that several make at once is one's, with one event and one entry in the audit log", async ({ expect }) => {
    const { manager, ada, application } = await appliedFor();
    const deciders = await Promise.all([signUpAs("admin"), signUpAs("admin"), signUpAs("admin")]);

    const answers = await Promise.all([
      settle(manager, "approve", application.id),
      ...deciders.map((decider, at) => settle(decider, at % 2 === 0 ? "reject" : "approve", application.id)),
      settle(manager, "reject", application.id),
    ]);

    const won = answers.find(({ status }) => status === 200);
    expect(statusesOf(answers).toSorted((low, high) => low - high)).toEqual([200, 409, 409, 409, 409]);
    const { status, decidedBy } = (await won?.json<Application>()) ?? { status: "", decidedBy: "" };
    const seen = await (await ada.call("GET", `/api/v1/applications/${application.id}`)).json<Application>();
    expect(seen).toMatchObject({ status, decidedBy });
    expect(await toldOf(application.id)).toEqual([expect.objectContaining({ deciderId: decidedBy })]);
    const action = status === "approved" ? "application.approve" : "application.reject";
    expect(await actsAbout("applicationId", application.id)).toEqual([
      { action, result: "ok", actorId: decidedBy, details: { applicationId: application.id } },
    ]);
  });

  test("and a withdrawal at once: what is told is what is so", async ({ expect }) => {
    const { manager, ada, application } = await appliedFor();

    const [approved, withdrawn] = await Promise.all([
      settle(manager, "approve", application.id),
      settle(ada, "withdraw", application.id),
    ]);

    expect([approved.status, withdrawn.status].toSorted((low, high) => low - high)).toEqual([200, 409]);
    expect(await toldOf(application.id)).toHaveLength(approved.status === 200 ? 1 : 0);
  });

  test("is nobody's on their own application, whatever they may", async ({ expect }) => {
    const [{ manager, plan }, admin] = await Promise.all([offeredPlan(), signUpAs("admin")]);
    const [creators, admins] = await Promise.all(
      [manager, admin].map(async (person) => (await apply(person, plan.id)).json<Application>()),
    );

    const own = [
      await settle(manager, "approve", creators?.id ?? ""),
      await settle(manager, "reject", creators?.id ?? ""),
      await settle(admin, "approve", admins?.id ?? ""),
    ];
    const others = [
      await settle(admin, "approve", creators?.id ?? ""),
      await settle(manager, "approve", admins?.id ?? ""),
    ];

    for (const answer of own) expect(await codeOf(answer)).toEqual([403, "FORBIDDEN"]);
    expect(statusesOf(others)).toEqual([200, 200]);
  });

  test("is refused to the applicant, to strangers, to who may not, and to nobody", async ({ expect }) => {
    const { ada, application } = await appliedFor();
    const [eve, keyed, reader] = await Promise.all([
      signUp(),
      signUpWith("plan.manage", "community.write"),
      signUpWith("application.decide", "community.read"),
    ]);

    for (const act of ["approve", "reject"] as const) {
      const answers = await Promise.all([
        settle(ada, act, application.id),
        settle(eve, act, application.id),
        settle(keyed, act, application.id),
        settle(reader, act, application.id),
        settle(eve, act, madeUpApplication),
        settle(eve, act, "x"),
        call("POST", `/api/v1/applications/${application.id}/${act}`),
      ]);
      expect(statusesOf(answers)).toEqual([403, 404, 404, 403, 404, 404, 401]);
    }
    expect(await toldOf(application.id)).toEqual([]);
  });

  test("does not fit with a reason that is none, or with more than a reason", async ({ expect }) => {
    const { manager, application } = await appliedFor();
    const bodies = [{ reason: "" }, { reason: "x".repeat(1_001) }, { reason: 1 }, { status: "approved" }];

    const answers = await Promise.all(bodies.map((json) => reject(manager, application.id, json)));

    expect(statusesOf(answers)).toEqual([422, 422, 422, 422]);
    expect((await settle(manager, "approve", application.id)).status).toBe(200);
  });

  test("is still made when the plan has been archived meanwhile", async ({ expect }) => {
    const { manager, plan, application } = await appliedFor();
    await archive(manager, plan.id);

    expect((await settle(manager, "approve", application.id)).status).toBe(200);
  });
});

describe("a withdrawal", () => {
  test("is its applicant's alone, and nobody is told", async ({ expect }) => {
    const { manager, ada, application } = await appliedFor();
    const eve = await signUp();

    const refused = [
      await settle(manager, "withdraw", application.id),
      await settle(eve, "withdraw", application.id),
      await settle(ada, "withdraw", madeUpApplication),
      await call("POST", `/api/v1/applications/${application.id}/withdraw`),
    ];
    const answer = await settle(ada, "withdraw", application.id);

    expect(statusesOf(refused)).toEqual([403, 404, 404, 401]);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      expect.objectContaining({ status: "withdrawn", decidedBy: null, decidedAt: expect.any(String) }),
    ]);
    expect(await toldOf(application.id)).toEqual([]);
    expect(await actsAbout("applicationId", application.id)).toEqual([]);
  });
});
