import { beforeAll, describe, test } from "vitest";
import { type JobApplicationStatus, jobApplicationStatuses } from "../../../src/features/careers/contract.ts";
import {
  appliedFor,
  apply,
  close,
  type Job,
  type JobApplication,
  madeUpApplication,
  move,
  postedJob,
  postJob,
  withdraw,
} from "../../support/careers.ts";
import { call } from "../../support/http.ts";
import { type Person, signUp } from "../../support/people.ts";
import { actsAbout, eventsAbout } from "../../support/records.ts";
import { signUpAs, signUpWith, withoutRoles } from "../../support/roles.ts";

const statusesOf = (answers: Response[]) => answers.map(({ status }) => status);
const sorted = (answers: Response[]) => statusesOf(answers).toSorted((low, high) => low - high);
const toldOf = (id: string) => eventsAbout("job_application.moved", "jobApplicationId", id);

/** How an application gets to each state, by moves alone. A withdrawal is none. */
const ways: Record<JobApplicationStatus, JobApplicationStatus[]> = {
  submitted: [],
  reviewing: ["reviewing"],
  shortlisted: ["reviewing", "shortlisted"],
  interview: ["reviewing", "shortlisted", "interview"],
  accepted: ["reviewing", "shortlisted", "interview", "accepted"],
  rejected: ["rejected"],
  withdrawn: [],
};

/** All moves that there are; every other pair of states is none. */
const legal: [JobApplicationStatus, JobApplicationStatus][] = [
  ["submitted", "reviewing"],
  ["reviewing", "shortlisted"],
  ["shortlisted", "interview"],
  ["interview", "accepted"],
  ["submitted", "rejected"],
  ["reviewing", "rejected"],
  ["shortlisted", "rejected"],
  ["interview", "rejected"],
];

/** An application of somebody's in a state, for a job of its own. */
async function applicationIn(state: JobApplicationStatus, { poster, ada }: { poster: Person; ada: Person }) {
  const job = await (await postJob(poster)).json<Job>();
  const application = await (await apply(ada, job.id)).json<JobApplication>();
  for (const step of ways[state]) await move(poster, application.id, step);
  if (state === "withdrawn") await withdraw(ada, application.id);
  return application;
}

async function stateOf(by: Person, id: string): Promise<string> {
  const answer = await by.call("GET", `/api/v1/job-applications/${id}`);
  return (await answer.json<JobApplication>()).status;
}

describe.for(jobApplicationStatuses)("an application that is %s", (from) => {
  let poster: Person;
  let ada: Person;

  beforeAll(async () => {
    [poster, ada] = await Promise.all([signUpAs("admin"), signUp()]);
  });

  test.for(jobApplicationStatuses)("becomes, or cannot become, %s, as the table says", async (to, { expect }) => {
    const application = await applicationIn(from, { poster, ada });
    const isLegal = legal.some(([origin, target]) => origin === from && target === to);
    const toldBefore = await toldOf(application.id);

    const answer = await move(poster, application.id, to);

    expect(await answer.json()).toMatchObject(isLegal ? { status: to } : { code: "ILLEGAL_TRANSITION" });
    expect(answer.status).toBe(isLegal ? 200 : 409);
    expect(await stateOf(ada, application.id)).toBe(isLegal ? to : from);
    expect((await toldOf(application.id)).slice(toldBefore.length)).toEqual(
      isLegal ? [expect.objectContaining({ status: to, deciderId: poster.id })] : [],
    );
  });

  test("is withdrawn by its applicant while it is open", async ({ expect }) => {
    const application = await applicationIn(from, { poster, ada });
    const isOpen = ["submitted", "reviewing", "shortlisted", "interview"].includes(from);
    const told = await toldOf(application.id);

    const answer = await withdraw(ada, application.id);

    expect(answer.status).toBe(isOpen ? 200 : 409);
    expect(await answer.json()).toMatchObject(isOpen ? { status: "withdrawn" } : { code: "ILLEGAL_TRANSITION" });
    expect(await stateOf(ada, application.id)).toBe(isOpen ? "withdrawn" : from);
    expect(await toldOf(application.id)).toEqual(told);
  });
});

describe("a move", () => {
  test("of the poster, who need not have any permission, is told of and audited", async ({ expect }) => {
    const { poster, job, ada, application } = await appliedFor();
    const former = await withoutRoles(poster);

    const answer = await move(former, application.id, "reviewing");

    expect(await answer.json()).toEqual({
      ...application,
      status: "reviewing",
      history: [...application.history, { status: "reviewing", at: expect.any(String) }],
      updatedAt: expect.any(String),
    });
    expect(await toldOf(application.id)).toEqual([
      {
        jobApplicationId: application.id,
        jobId: job.id,
        jobTitle: job.title,
        applicantId: ada.id,
        deciderId: poster.id,
        status: "reviewing",
      },
    ]);
    expect(await actsAbout("jobApplicationId", application.id)).toEqual([
      {
        action: "job_application.move",
        result: "ok",
        actorId: poster.id,
        details: { jobApplicationId: application.id, status: "reviewing" },
      },
    ]);
  });

  test("adds to the states that the application has been in, and so does a withdrawal", async ({ expect }) => {
    const { poster, ada, application } = await appliedFor();
    await move(poster, application.id, "reviewing");
    await move(poster, application.id, "interview");
    const answer = await withdraw(ada, application.id);

    const { history } = await answer.json<JobApplication>();

    expect(history.map(({ status }) => status)).toEqual(["submitted", "reviewing", "withdrawn"]);
    expect(history.map(({ at }) => at)).toEqual(history.map(({ at }) => at).toSorted());
  });

  test("that five make at once is one's, with one event and one entry in the audit log", async ({ expect }) => {
    const { poster, application } = await appliedFor();
    const others = await Promise.all([signUpAs("admin"), signUpAs("admin")]);
    const deciders = [poster, ...others, poster, poster];

    const answers = await Promise.all(deciders.map((decider) => move(decider, application.id, "reviewing")));

    expect(sorted(answers)).toEqual([200, 409, 409, 409, 409]);
    expect(await toldOf(application.id)).toHaveLength(1);
    const acts = await actsAbout("jobApplicationId", application.id);
    expect(acts).toEqual([expect.objectContaining({ result: "ok" })]);
    expect(await toldOf(application.id)).toEqual([expect.objectContaining({ deciderId: acts[0]?.actorId })]);
  });

  test("to acceptance and to rejection at once is one of them", async ({ expect }) => {
    const [poster, other, ada] = await Promise.all([signUpAs("admin"), signUpAs("admin"), signUp()]);
    const application = await applicationIn("interview", { poster, ada });

    const answers = await Promise.all([
      move(poster, application.id, "accepted"),
      move(other, application.id, "rejected"),
      withdraw(ada, application.id),
    ]);

    expect(sorted(answers)).toEqual([200, 409, 409]);
    const won = await answers.find(({ status }) => status === 200)?.json<JobApplication>();
    expect(await stateOf(ada, application.id)).toBe(won?.status);
    const told = (await toldOf(application.id)).slice(ways.interview.length);
    expect(told).toEqual(won?.status === "withdrawn" ? [] : [expect.objectContaining({ status: won?.status })]);
  });

  test("is nobody's on their own application, whatever they may", async ({ expect }) => {
    const [{ poster, job }, admin] = await Promise.all([postedJob(), signUpAs("admin")]);
    const { id } = await (await apply(poster, job.id)).json<JobApplication>();

    const answers = [await move(poster, id, "reviewing"), await move(admin, id, "reviewing")];

    expect(statusesOf(answers)).toEqual([403, 200]);
  });

  test("is refused to the applicant, to strangers, to who may not, and to nobody", async ({ expect }) => {
    const { poster, ada, application } = await appliedFor();
    const [eve, decider, reader] = await Promise.all([
      signUp(),
      signUpWith("application.decide", "community.write"),
      signUpWith("job.manage", "community.read"),
    ]);

    const answers = await Promise.all([
      move(ada, application.id, "reviewing"),
      move(eve, application.id, "reviewing"),
      move(decider, application.id, "reviewing"),
      move(reader, application.id, "reviewing"),
      move(eve, madeUpApplication, "reviewing"),
      move(eve, "x", "reviewing"),
      move(poster, application.id, "hired"),
      poster.call("PATCH", `/api/v1/job-applications/${application.id}`, { json: {} }),
      call("PATCH", `/api/v1/job-applications/${application.id}`, { json: { status: "reviewing" } }),
    ]);

    expect(statusesOf(answers)).toEqual([403, 404, 404, 403, 404, 404, 422, 422, 401]);
    expect(await toldOf(application.id)).toEqual([]);
  });

  test("is still made when the job has been closed meanwhile", async ({ expect }) => {
    const { poster, job, application } = await appliedFor();
    const keyed = await signUpWith("job.manage", "community.write");
    await close(poster, job.id);

    expect((await move(keyed, application.id, "reviewing")).status).toBe(200);
  });
});

describe("a withdrawal", () => {
  test("is its applicant's alone", async ({ expect }) => {
    const { poster, ada, application } = await appliedFor();
    const eve = await signUp();

    const answers = [
      await withdraw(poster, application.id),
      await withdraw(eve, application.id),
      await withdraw(ada, madeUpApplication),
      await withdraw(ada, "x"),
      await call("POST", `/api/v1/job-applications/${application.id}/withdraw`),
    ];

    expect(statusesOf(answers)).toEqual([403, 404, 404, 404, 401]);
    expect(await stateOf(ada, application.id)).toBe("submitted");
  });
});
