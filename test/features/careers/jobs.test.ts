import { describe, test } from "vitest";
import { apply, close, type Job, madeUpJob, newJob, type Page, postedJob, postJob } from "../../support/careers.ts";
import { call } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { type Person, signUp } from "../../support/people.ts";
import { actsAbout, notedDatabase, planOf } from "../../support/records.ts";
import { signUpAs, signUpWith, withoutRoles } from "../../support/roles.ts";

const read = (by: Person, id: string, headers: Record<string, string> = {}) =>
  by.call("GET", `/api/v1/jobs/${id}`, { headers });
const change = (by: Person, id: string, json: object) => by.call("PATCH", `/api/v1/jobs/${id}`, { json });
const listed = async (by: Person, query = "") => (await by.call("GET", `/api/v1/jobs${query}`)).json<Page<Job>>();
const statusesOf = (answers: Response[]) => answers.map(({ status }) => status);

describe("a job", () => {
  test("is posted by who manages jobs, and read by everybody who is signed in", async ({ expect }) => {
    const [poster, ada] = await Promise.all([signUpAs("admin"), signUp()]);

    const made = await postJob(poster, { location: "Kuwait City" });

    expect(made.status).toBe(201);
    const job = await made.json<Job>();
    expect(job).toEqual({
      ...newJob,
      id: expect.stringMatching(/^jobad_/),
      location: "Kuwait City",
      status: "open",
      poster: { id: poster.id, username: poster.username, displayName: expect.any(String) },
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    const seen = await read(ada, job.id);
    expect([seen.status, await seen.json()]).toEqual([200, job]);
    const again = await read(ada, job.id, { "if-none-match": seen.headers.get("etag") ?? "" });
    expect(again.status).toBe(304);
  });

  test("is made once for the same idempotency key", async ({ expect }) => {
    const poster = await signUpAs("admin");
    const headers = { "idempotency-key": crypto.randomUUID() };

    const first = await postJob(poster, {}, { headers });
    const again = await postJob(poster, {}, { headers });
    const other = await postJob(poster, { title: "Miller" }, { headers });

    expect(statusesOf([first, again, other])).toEqual([201, 201, 422]);
    expect(await again.json()).toEqual(await first.json());
  });

  test.for<[string, object]>([
    ["no title", { title: "" }],
    ["a title of two lines", { title: "two\nlines" }],
    ["a title without end", { title: "x".repeat(121) }],
    ["no description", { description: " " }],
    ["a description without end", { description: "x".repeat(10_001) }],
    ["half a character", { description: "\uD800" }],
    ["a location of two lines", { location: "here\nthere" }],
    ["a state", { status: "closed" }],
    ["somebody else as its poster", { posterId: "user_01h455vb4pex5vsknk084sn02q" }],
  ])("does not fit with %s", async ([, json], { expect }) => {
    const poster = await signUpAs("admin");

    expect((await postJob(poster, json)).status).toBe(422);
  });

  test("is changed in what is named alone", async ({ expect }) => {
    const { poster, job } = await postedJob({ location: "Kuwait City" });

    const renamed = await change(poster, job.id, { title: "Miller" });
    const moved = await change(poster, job.id, { location: null, description: "Flour." });
    const same = await change(poster, job.id, {});

    expect(statusesOf([renamed, moved, same])).toEqual([200, 200, 200]);
    expect(await renamed.json()).toMatchObject({ ...newJob, title: "Miller", location: "Kuwait City" });
    expect(await same.json()).toMatchObject({ id: job.id, title: "Miller", location: null, description: "Flour." });
  });

  test("is managed by nobody else, not by its poster who may no longer", async ({ expect }) => {
    const { poster, job } = await postedJob();
    const [ada, keyed] = await Promise.all([signUp(), signUpWith("job.manage")]);
    const former = await withoutRoles(poster);

    for (const person of [ada, former]) {
      const answers = [
        await postJob(person),
        await change(person, job.id, { title: "x" }),
        await close(person, job.id),
        await close(person, madeUpJob),
      ];
      expect(statusesOf(answers)).toEqual([403, 403, 403, 403]);
    }
    expect((await change(keyed, job.id, { title: "Keyed" })).status).toBe(200);
  });

  test("that is none is not found, and nobody learns anything", async ({ expect }) => {
    const { poster, job } = await postedJob();

    const unknown = await Promise.all(
      [madeUpJob, "x", "job_01h455vb4pex5vsknk084sn02q"].flatMap((id) => [
        read(poster, id),
        change(poster, id, { title: "x" }),
        close(poster, id),
      ]),
    );
    const nobodys = await Promise.all([
      call("POST", "/api/v1/jobs", { json: newJob }),
      call("GET", "/api/v1/jobs"),
      call("GET", `/api/v1/jobs/${job.id}`),
      call("PATCH", `/api/v1/jobs/${job.id}`, { json: { title: "x" } }),
      call("DELETE", `/api/v1/jobs/${job.id}`),
    ]);

    expect(new Set(statusesOf(unknown))).toEqual(new Set([404]));
    expect(new Set(statusesOf(nobodys))).toEqual(new Set([401]));
  });

  test("leaves each act of who manages it in the audit log", async ({ expect }) => {
    const { poster, job } = await postedJob();

    await change(poster, job.id, { title: "Miller" });
    await close(poster, job.id);

    const acts = await actsAbout("jobId", job.id);
    expect(acts.map(({ action, result, actorId }) => [action, result, actorId])).toEqual([
      ["job.create", "ok", poster.id],
      ["job.update", "ok", poster.id],
      ["job.close", "ok", poster.id],
    ]);
  });
});

describe("a closed job", () => {
  test("is as good as gone, but for who has to do with it", async ({ expect }) => {
    const [{ poster, job }, ada, eve] = await Promise.all([postedJob(), signUp(), signUp()]);
    const keyed = await signUpWith("job.manage", "community.read");
    await apply(ada, job.id);

    const closed = [await close(poster, job.id), await close(poster, job.id)];

    expect(statusesOf(closed)).toEqual([204, 204]);
    const former = await withoutRoles(poster);
    const seen = await Promise.all([ada, former, keyed, eve].map((person) => read(person, job.id)));
    expect(statusesOf(seen)).toEqual([200, 200, 200, 404]);
    expect(await seen[0]?.json()).toMatchObject({ id: job.id, status: "closed" });
    expect((await listed(ada)).items.map(({ id }) => id)).not.toContain(job.id);
  });

  test("cannot be changed any more", async ({ expect }) => {
    const { poster, job } = await postedJob();
    await close(poster, job.id);

    const refused = await change(poster, job.id, { title: "x" });

    expect([refused.status, await refused.json()]).toEqual([
      409,
      expect.objectContaining({ code: "ILLEGAL_TRANSITION" }),
    ]);
  });
});

describe("the list of jobs", () => {
  test("comes page by page, the newest first, without what is closed", async ({ expect }) => {
    const [poster, ada] = await Promise.all([signUpAs("admin"), signUp()]);
    const jobs: Job[] = [];
    for (const title of ["one", "two", "gone", "three"]) {
      jobs.push(await (await postJob(poster, { title })).json<Job>());
    }
    await close(poster, jobs[2]?.id ?? "");

    const first = await listed(ada, "?limit=2");
    const second = await listed(ada, `?limit=2&cursor=${first.nextCursor}`);

    expect(first.items.map(({ title }) => title)).toEqual(["three", "two"]);
    expect(second.items[0]?.title).toBe("one");
    expect(first.items[0]?.poster?.id).toBe(poster.id);
  });

  test("finds open jobs by every word, each also as a beginning, page by page", async ({ expect }) => {
    const [poster, ada] = await Promise.all([signUpAs("admin"), signUp()]);
    const word = `w${crypto.randomUUID().slice(0, 8)}`;
    const made: Job[] = [];
    for (const job of [
      { title: `Baker ${word}` },
      { title: "Miller", description: `flour and ${word.toUpperCase()}` },
      { title: "Smith", location: `${word}ville` },
      { title: `Closed ${word}` },
      { title: `Renamed ${word}` },
    ]) {
      made.push(await (await postJob(poster, job)).json<Job>());
    }
    const [baker, miller, smith, closed, renamed] = made.map(({ id }) => id);
    await close(poster, closed ?? "");
    await change(poster, renamed ?? "", { title: "Nothing" });
    const found = async (query: string) => (await listed(ada, query)).items.map(({ id }) => id);

    const first = await listed(ada, `?q=${word}&limit=2`);
    const second = await listed(ada, `?q=${word}&limit=2&cursor=${first.nextCursor}`);

    expect(first.items.map(({ id }) => id)).toEqual([smith, miller]);
    expect([second.items.map(({ id }) => id), second.nextCursor]).toEqual([[baker], null]);
    expect(await found(`?q=flo%20${word}`)).toEqual([miller]);
    expect(await found(`?q=${word}%20OR%20smith`)).toEqual([]);
    expect(await found("?q=%22%2A%28")).toEqual([]);
  });

  test("is searched by the full-text index alone", async ({ expect }) => {
    const ada = await signUp();
    const { DB, statements } = notedDatabase();

    await newIsolate({ DB }).call("GET", "/api/v1/jobs?q=bread", { token: ada.token });

    const search = statements.find((sql) => sql.includes("MATCH")) ?? "";
    const lines = await planOf(search);
    expect(lines.join("; ")).toMatch(/SEARCH job_ads USING INTEGER PRIMARY KEY/);
    expect(lines.filter((line) => line.startsWith("SCAN") && !line.includes("VIRTUAL TABLE INDEX"))).toEqual([]);
  });

  test.for(["?q=", "?q=x&cursor=x", "?limit=0", "?limit=101", "?cursor=x", "?status=closed"])(
    "refuses %s",
    async (query, { expect }) => {
      const ada = await signUp();

      expect((await ada.call("GET", `/api/v1/jobs${query}`)).status).toBe(422);
    },
  );
});
