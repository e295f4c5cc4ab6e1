import { describe, test } from "vitest";
import {
  appliedFor,
  apply,
  close,
  type JobApplication,
  madeUpApplication,
  madeUpJob,
  move,
  type Page,
  postedJob,
  withdraw,
} from "../../support/careers.ts";
import { call, newAddress } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { type Person, signUp } from "../../support/people.ts";
import { eventsAbout, notedDatabase, planOf } from "../../support/records.ts";
import { signUpWith, withoutRoles } from "../../support/roles.ts";

const read = (by: Person, id: string) => by.call("GET", `/api/v1/job-applications/${id}`);
const own = async (by: Person, query = "") =>
  (await by.call("GET", `/api/v1/job-applications${query}`)).json<Page<JobApplication>>();
const ofJob = (by: Person, jobId: string, query = "") => by.call("GET", `/api/v1/jobs/${jobId}/applications${query}`);
const statusesOf = (answers: Response[]) => answers.map(({ status }) => status);
const codeOf = async (answer: Response) => [answer.status, (await answer.json<{ code: string }>()).code];

describe("an application for a job", () => {
  test("is submitted, told of once, and seen by its applicant", async ({ expect }) => {
    const [{ poster, job }, ada] = await Promise.all([postedJob(), signUp()]);

    const answer = await apply(ada, job.id);

    expect(answer.status).toBe(201);
    const application = await answer.json<JobApplication>();
    expect(application).toEqual({
      id: expect.stringMatching(/^japp_/),
      jobId: job.id,
      jobTitle: job.title,
      applicant: { id: ada.id, username: ada.username, displayName: expect.any(String) },
      message: "I bake.",
      status: "submitted",
      history: [{ status: "submitted", at: expect.any(String) }],
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    const seen = await read(ada, application.id);
    expect(await seen.json()).toEqual(application);
    expect(seen.headers.get("etag")).toMatch(/^"/);
    expect(await eventsAbout("job_application.submitted", "jobId", job.id)).toEqual([
      {
        jobApplicationId: application.id,
        jobId: job.id,
        jobTitle: job.title,
        posterId: poster.id,
        applicantId: ada.id,
      },
    ]);
  });

  test("is made once, whatever came of it", async ({ expect }) => {
    const [one, other] = await Promise.all([appliedFor(), appliedFor()]);

    const whileOpen = await apply(one.ada, one.job.id);
    await withdraw(one.ada, one.application.id);
    await move(other.poster, other.application.id, "rejected");
    const again = [await apply(one.ada, one.job.id), await apply(other.ada, other.job.id)];

    for (const answer of [whileOpen, ...again]) expect(await codeOf(answer)).toEqual([409, "CONFLICT"]);
  });

  test("made by ten calls at once is one, with one event", async ({ expect }) => {
    const [{ job }, ada, grace] = await Promise.all([postedJob(), signUp(), signUp()]);

    const answers = await Promise.all(Array.from({ length: 10 }, () => apply(ada, job.id)));
    const others = await apply(grace, job.id);

    expect(statusesOf(answers).filter((status) => status === 201)).toHaveLength(1);
    expect(new Set(statusesOf(answers))).toEqual(new Set([201, 409]));
    expect(others.status).toBe(201);
    expect(await eventsAbout("job_application.submitted", "applicantId", ada.id)).toHaveLength(1);
  });

  test("is made once for the same idempotency key", async ({ expect }) => {
    const [{ job }, ada] = await Promise.all([postedJob(), signUp()]);
    const headers = { "idempotency-key": crypto.randomUUID() };

    const first = await apply(ada, job.id, {}, { headers });
    const again = await apply(ada, job.id, {}, { headers });
    const other = await apply(ada, job.id, { message: "Please!" }, { headers });

    expect(statusesOf([first, again, other])).toEqual([201, 201, 422]);
    expect(await again.json()).toEqual(await first.json());
  });

  test("for a closed job is none", async ({ expect }) => {
    const [{ poster, job }, eve] = await Promise.all([postedJob(), signUp()]);
    await close(poster, job.id);

    const answers = [await apply(poster, job.id), await apply(eve, job.id)];

    expect(await Promise.all(answers.map(codeOf))).toEqual([
      [409, "ILLEGAL_TRANSITION"],
      [404, "NOT_FOUND"],
    ]);
    expect(await eventsAbout("job_application.submitted", "jobId", job.id)).toEqual([]);
  });

  test("and the end of the job at once: whoever applied has applied for an open one", async ({ expect }) => {
    const { poster, job } = await postedJob();
    const people = await Promise.all(Array.from({ length: 5 }, () => signUp()));

    const [closed, ...answers] = await Promise.all([
      close(poster, job.id),
      ...people.map((person) => apply(person, job.id)),
    ]);

    expect(closed.status).toBe(204);
    const made = statusesOf(answers).filter((status) => status === 201).length;
    expect(statusesOf(answers).filter((status) => ![201, 404, 409].includes(status))).toEqual([]);
    expect(await eventsAbout("job_application.submitted", "jobId", job.id)).toHaveLength(made);
  });

  test("is refused for no job, for what does not fit, and to nobody", async ({ expect }) => {
    const [{ job }, ada, reader] = await Promise.all([postedJob(), signUp(), signUpWith("community.read")]);

    const answers = await Promise.all([
      apply(ada, madeUpJob),
      apply(ada, "x"),
      ada.call("POST", `/api/v1/jobs/${job.id}/applications`, { json: {} }),
      apply(ada, job.id, { message: "" }),
      apply(ada, job.id, { message: "x".repeat(4_001) }),
      apply(ada, job.id, { status: "accepted" }),
      apply(reader, job.id),
      call("POST", `/api/v1/jobs/${job.id}/applications`, { json: { message: "x" } }),
    ]);

    expect(statusesOf(answers)).toEqual([404, 404, 422, 422, 422, 422, 403, 401]);
    expect((await own(ada)).items).toEqual([]);
  });

  test("can be made so many times an hour", async ({ expect }) => {
    const [{ job }, other, ada] = await Promise.all([postedJob(), postedJob(), signUp()]);
    const isolate = newIsolate({ LIMIT_APPLICATION: "1/3600" });
    const options = { json: { message: "x" }, token: ada.token, from: newAddress() };

    const first = await isolate.call("POST", `/api/v1/jobs/${job.id}/applications`, options);
    const second = await isolate.call("POST", `/api/v1/jobs/${other.job.id}/applications`, options);

    expect(statusesOf([first, second])).toEqual([201, 429]);
  });

  test("is seen by who decides on it, and to others it is as if it was not", async ({ expect }) => {
    const { poster, job, application } = await appliedFor();
    const [eve, keyed, other] = await Promise.all([
      signUp(),
      signUpWith("job.manage", "community.read"),
      signUpWith("application.decide", "community.read"),
    ]);
    const former = await withoutRoles(poster);

    const theirs = await Promise.all([former, keyed].map((person) => read(person, application.id)));
    const strangers = await Promise.all([
      read(eve, application.id),
      read(other, application.id),
      read(eve, madeUpApplication),
      read(eve, "x"),
      ofJob(eve, job.id),
      ofJob(other, job.id),
      ofJob(poster, madeUpJob),
      ofJob(poster, "x"),
    ]);
    const nobodys = await Promise.all(
      [`job-applications/${application.id}`, "job-applications", `jobs/${job.id}/applications`].map((path) =>
        call("GET", `/api/v1/${path}`),
      ),
    );

    expect(statusesOf(theirs)).toEqual([200, 200]);
    expect(new Set(statusesOf(strangers))).toEqual(new Set([404]));
    expect(new Set(statusesOf(nobodys))).toEqual(new Set([401]));
  });
});

describe("the list of one's own applications for jobs", () => {
  test("comes by state and page by page, the newest first, and is nobody else's", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const made: JobApplication[] = [];
    for (let count = 0; count < 3; count += 1) {
      const { job } = await postedJob();
      made.push(await (await apply(ada, job.id)).json<JobApplication>());
      await apply(grace, job.id);
    }
    const [first, second, third] = made.map(({ id }) => id);
    await withdraw(ada, second ?? "");

    const page = await own(ada, "?limit=2");
    const rest = await own(ada, `?limit=2&cursor=${page.nextCursor}`);
    const withdrawn = await own(ada, "?status=withdrawn");

    expect(page.items.map(({ id }) => id)).toEqual([third, second]);
    expect([rest.items.map(({ id }) => id), rest.nextCursor]).toEqual([[first], null]);
    expect(withdrawn.items.map(({ id }) => id)).toEqual([second]);
  });

  test.for(["?limit=0", "?cursor=x", "?status=open", "?jobId=x"])("refuses %s", async (query, { expect }) => {
    const ada = await signUp();

    expect((await ada.call("GET", `/api/v1/job-applications${query}`)).status).toBe(422);
  });
});

describe("the list of a job's applications", () => {
  test("comes by state and page by page, with who applied", async ({ expect }) => {
    const { poster, job } = await postedJob();
    const people = await Promise.all([signUp(), signUp(), signUp()]);
    const made: JobApplication[] = [];
    for (const person of people) made.push(await (await apply(person, job.id)).json<JobApplication>());
    await move(poster, made[0]?.id ?? "", "reviewing");
    const former = await withoutRoles(poster);
    const list = async (query: string) => (await ofJob(former, job.id, query)).json<Page<JobApplication>>();

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

describe("every list", () => {
  test("is read out of an index, in as many statements for many rows as for one", async ({ expect }) => {
    const { poster, job } = await appliedFor();
    const { DB, statements } = notedDatabase();
    const isolate = newIsolate({ DB });
    await isolate.call("GET", "/api/v1/jobs?limit=1", { token: poster.token });
    statements.length = 0;

    const cursor = btoa(JSON.stringify([madeUpApplication])).replaceAll("=", "");
    for (const path of [
      `jobs?cursor=${cursor}`,
      `jobs/${job.id}/applications?cursor=${cursor}`,
      `jobs/${job.id}/applications?status=submitted&cursor=${cursor}`,
      `job-applications?cursor=${cursor}`,
      `job-applications?status=accepted&cursor=${cursor}`,
    ]) {
      expect((await isolate.call("GET", `/api/v1/${path}`, { token: poster.token })).status).toBe(200);
    }

    const lists = statements.filter((sql) => /^select .*order by/i.test(sql));
    expect(lists).toHaveLength(5);
    expect(statements.length).toBeLessThanOrEqual(12);
    for (const sql of lists) {
      const lines = await planOf(sql);
      expect(
        lines.filter((line) => /^SCAN|TEMP B-TREE/.test(line)),
        lines.join("; "),
      ).toEqual([]);
    }
  });
});
